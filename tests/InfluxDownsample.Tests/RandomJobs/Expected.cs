using System.Globalization;

namespace InfluxDownsample.Tests.RandomJobs;

/// <summary>What a function may give: any of the choices, where equal times or counts leave it open; floats to a tolerance.</summary>
internal sealed record Expected(IReadOnlyList<object?> Choices, double Tolerance = 0)
{
    public static Expected Nothing { get; } = new([null]);

    public object? First => Choices[0];

    public bool Takes(object? actual) => Choices.Any(choice => Same(choice, actual));

    public override string ToString()
        => string.Join(" or ", Choices.Select(choice => $"{Convert.ToString(choice, CultureInfo.InvariantCulture)} ({choice?.GetType().Name})"));

    private bool Same(object? choice, object? actual) => (choice, actual) switch
    {
        (double a, double b) => a.Equals(b) || Math.Abs(a - b) <= Tolerance,
        (decimal a, long or ulong or decimal) => a == Convert.ToDecimal(actual, CultureInfo.InvariantCulture),
        _ => Equals(choice, actual),
    };
}
