namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>The rows of a SELECT for one measurement, and what its time is.</summary>
/// <param name="Rows">Columns in the order of the result.</param>
/// <param name="Time">What is known of the column <c>time</c>: its metadata, and whether it may be null. // wire reference 2.4</param>
internal sealed record PlannedSelect(Relation Rows, SqlValue Time);
