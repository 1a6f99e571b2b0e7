namespace InfluxDownsample.LocalServer.Query;

/// <summary>A column of a query result.</summary>
/// <param name="Name">The column's name in the result schema.</param>
/// <param name="Type">The type the client sees.</param>
/// <param name="Nullable">Whether the schema says the column may hold nulls.</param>
/// <param name="Metadata">Field-level schema metadata such as <c>iox::column::type</c>; null when there is none.</param>
public sealed record OutputColumn(string Name, OutputType Type, bool Nullable = true, IReadOnlyDictionary<string, string>? Metadata = null);
