using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A query that aggregates one measurement over windows, and what its answer looks like.</summary>
/// <param name="Query">The query; it knows its tags and its measurement.</param>
/// <param name="Columns">The columns of the answer, time first; InfluxQL's <c>iox::measurement</c> is not among them.</param>
public sealed record DownsampleQuery(InfluxQuery Query, IReadOnlyList<DownsampleColumn> Columns);
