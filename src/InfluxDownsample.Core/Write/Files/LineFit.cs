namespace InfluxDownsample.Core.Write.Files;

/// <summary>How a line's columns stand to those of its table.</summary>
internal enum LineFit
{
    /// <summary>It has them as the table has.</summary>
    Fits,

    /// <summary>Some values have another type and may be written as the table's.</summary>
    Converts,

    /// <summary>A column has another type or role.</summary>
    Conflicts,

    /// <summary>It has columns that are not decided yet.</summary>
    IsNew,
}
