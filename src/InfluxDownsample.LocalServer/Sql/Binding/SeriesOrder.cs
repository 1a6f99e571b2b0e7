namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// The order in which a stored table gives its rows: by its tags in the order in which they came into being, then by time. It decides between
/// rows of one time. <paramref name="Key"/> is DuckDB's text of a key in this order.
/// </summary>
/// <param name="Key">DuckDB's text of a value that orders the rows.</param>
/// <param name="LastApart">
/// Do all rows of the time range pass? Then the last one reaches an aggregate without groups in a batch of its own: duplicates are looked for in pairs.
/// </param>
internal sealed record SeriesOrder(string Key, bool LastApart);
