namespace InfluxDownsample.Core.Downsampling;

/// <summary>How a run ended.</summary>
public enum DownsampleStatus
{
    /// <summary>All planned windows were worked on.</summary>
    Completed,

    /// <summary>It was only planned.</summary>
    Planned,

    /// <summary>No window was due, and none to be compared again.</summary>
    NothingToDo,

    /// <summary>It ended with an error; what was confirmed before stays.</summary>
    Failed,
}
