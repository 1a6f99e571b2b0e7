namespace InfluxDownsample.Core.Errors;

/// <summary>One input object cannot become a point.</summary>
public sealed class PointException : InfluxException
{
    /// <summary>Creates the failure from the column that is at fault and the reason.</summary>
    /// <param name="problem">The column and the reason.</param>
    public PointException(PointProblem problem)
        : base(InfluxErrorId.PointInvalid, problem.ToString())
    {
        Problem = problem;
    }

    /// <summary>The column at fault and the reason.</summary>
    public PointProblem Problem { get; }

    /// <summary>The same failure with the number of the row in the input, counted from 1.</summary>
    internal PointException At(long row) => new(Problem with { Row = row });
}
