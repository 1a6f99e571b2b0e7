namespace InfluxDownsample.LocalServer.Sql;

/// <summary><c>x['field']</c> of a struct and <c>x[1]</c> of a list.</summary>
internal static class Fields
{
    public static BoundExpression Of(BoundExpression whole, BoundExpression key) => (whole.Type.Kind, key) switch
    {
        (ArrowTypeId.Struct, { Value: string name }) => new BoundExpression(
            $"struct_extract({whole.Sql}, {Literals.Sql(name)})",
            whole.Type.Fields.FirstOrDefault(field => field.Name == name)?.Type ?? throw QueryException.Planning($"Field {name} not found in struct"),
            $"{whole.Name}[{name}]"),
        (ArrowTypeId.List, { Type.IsInteger: true }) =>
            new BoundExpression($"list_extract({whole.Sql}, {key.Sql})", whole.Type.Element!, $"{whole.Name}[{key.Sql}]"),
        _ => throw QueryException.Planning($"The expression to get an indexed field is only valid for `Struct`, `Map` or `List` types, got {whole.Type}"),
    };
}
