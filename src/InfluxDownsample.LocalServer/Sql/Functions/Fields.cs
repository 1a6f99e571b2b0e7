namespace InfluxDownsample.LocalServer.Sql;

/// <summary><c>x['field']</c> of a struct and <c>x[1]</c> of a list.</summary>
internal static class Fields
{
    public static BoundExpression Of(BoundExpression whole, BoundExpression key)
    {
        if (whole.Type.Kind == ArrowTypeId.Struct && key.Value is string name)
        {
            OutputField field = whole.Type.Fields.FirstOrDefault(f => f.Name == name)
                ?? throw QueryException.Planning($"Field {name} not found in struct");
            return new BoundExpression($"struct_extract({whole.Sql}, {Literals.Sql(name)})", field.Type, $"{whole.Name}[{name}]");
        }

        if (whole.Type.Kind == ArrowTypeId.List && key.Type.IsInteger)
        {
            return new BoundExpression($"list_extract({whole.Sql}, {key.Sql})", whole.Type.Element!, $"{whole.Name}[{key.Sql}]");
        }

        throw QueryException.Planning($"The expression to get an indexed field is only valid for `Struct`, `Map` or `List` types, got {whole.Type}");
    }
}
