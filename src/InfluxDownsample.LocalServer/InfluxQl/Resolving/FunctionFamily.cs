namespace InfluxDownsample.LocalServer.InfluxQl;

internal enum FunctionFamily
{
    /// <summary>Computes one value from the values of one row.</summary>
    Math,

    /// <summary>Computes one value from many rows.</summary>
    Aggregate,

    /// <summary>Chooses one row of many.</summary>
    Selector,
    Distinct,
    TopBottom,

    /// <summary>Computes a value from a row and those before it.</summary>
    Window,

    /// <summary>A window function that is known by name and not carried out.</summary>
    Foreseen,
    Sample,
}
