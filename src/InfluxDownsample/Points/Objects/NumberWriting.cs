namespace InfluxDownsample.Points.Objects;

/// <summary>In which ways numbers of a column of texts are written that are not taken for numbers.</summary>
[Flags]
internal enum NumberWriting
{
    /// <summary>As they are taken for numbers.</summary>
    Plain = 0,

    /// <summary>With a decimal comma where a point is the decimal sign, or the other way round.</summary>
    OtherSign = 1,

    /// <summary>With signs between each three digits.</summary>
    Grouped = 2,

    /// <summary>With one sign, before three digits.</summary>
    OtherSignOrGrouped = 4,

    /// <summary>With a plus sign, blanks around them, or no digit before the decimal sign.</summary>
    Unusual = 8,

    /// <summary>With more digits than a type holds that holds the others.</summary>
    Large = 16,
}
