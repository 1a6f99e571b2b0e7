namespace InfluxDownsample.Core.Charts;

/// <summary>One field of all series.</summary>
/// <param name="Field">The field.</param>
/// <param name="Lines">A line or dots for each series and function; the pale ones first.</param>
/// <param name="Bands">What lies between minimum and maximum.</param>
internal sealed record ChartPane(string Field, IReadOnlyList<ChartLine> Lines, IReadOnlyList<ChartBand> Bands);
