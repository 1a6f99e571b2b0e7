namespace InfluxDownsample.Completion;

/// <summary>Completes <c>-TargetMeasurement</c>: names made of the source's, then the target's measurements.</summary>
public sealed class TargetMeasurementCompleter : MeasurementNameCompleter
{
    private protected override IEnumerable<Completion> Known =>
    [
        new("{measurement}_{every}", "the source's name and the interval, such as office_1h"),
        new("{measurement}", "the source's name"),
    ];
}
