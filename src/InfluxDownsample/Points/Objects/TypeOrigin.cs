namespace InfluxDownsample.Points.Objects;

/// <summary>What gave a column of plain objects its type.</summary>
internal enum TypeOrigin
{
    /// <summary>The values of the first rows.</summary>
    FirstRows,

    /// <summary>The texts of the first rows, by what they hold.</summary>
    Texts,

    /// <summary>The user, with <c>-FieldType</c>.</summary>
    FieldType,

    /// <summary>The target, which has the column.</summary>
    Target,
}
