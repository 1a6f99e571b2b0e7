namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>The rows of a SELECT for one measurement, and what its time is.</summary>
/// <param name="Rows">Columns in the order of the result.</param>
/// <param name="Time">The type and the metadata of the column <c>time</c>.</param>
/// <param name="TimeIsNullable">Whether the schema lets the time be null. // wire reference 2.4</param>
internal sealed record PlannedSelect(Relation Rows, SqlValue Time, bool TimeIsNullable);
