namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>What a select list asks for; it decides which rows and which times come back.</summary>
internal enum ProjectionKind
{
    /// <summary>Stored rows, each value computed from its own row.</summary>
    Raw,

    /// <summary>The distinct values of one field.</summary>
    Distinct,

    /// <summary>Aggregates, several selectors, or anything grouped by time.</summary>
    Aggregate,

    /// <summary>One selector without GROUP BY time(): the time is that of the chosen row.</summary>
    Selector,

    /// <summary><c>top()</c> or <c>bottom()</c>: several rows, each with its own time.</summary>
    TopBottom,

    /// <summary>Functions of successive rows.</summary>
    Window,

    /// <summary>Functions of successive aggregates.</summary>
    WindowAggregate,

    /// <summary>The same beside plain aggregates, whose rows stay even where the functions give nothing.</summary>
    WindowAggregateMixed,
}
