namespace InfluxDownsample.LocalServer.Query;

/// <summary>One field of a struct column, such as the <c>value</c> and <c>time</c> of a selector. Fields of structs are always nullable.</summary>
public sealed record OutputField(string Name, OutputType Type);
