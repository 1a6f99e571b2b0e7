namespace InfluxDownsample.LocalServer.Http;

/// <summary>The body that makes a table: <c>{"db":"x","table":"t","tags":["a"],"fields":[{"name":"f","type":"float64"}]}</c>.</summary>
internal sealed record TableBody(string Database, string Table, IReadOnlyList<(string Name, ColumnKind Kind)> Columns)
{
    private static readonly string[] s_types = ["utf8", "int64", "uint64", "float64", "bool"];

    private static readonly ColumnKind[] s_kinds = [ColumnKind.String, ColumnKind.Integer, ColumnKind.Unsigned, ColumnKind.Float, ColumnKind.Boolean];

    /// <exception cref="RequestRefusedException">It is something else.</exception>
    public static TableBody Read(HttpContext context, ArraySegment<byte> body) => JsonScanner.Read(RequestBody.RequireJson(context, body), json =>
    {
        string database = "";
        string table = "";
        List<(string, ColumnKind)> tags = [];
        List<(string, ColumnKind)> fields = [];
        json.Struct("struct CreateTableRequest", ["db", "table", "tags", "fields"],
            ("db", () => database = json.Text()),
            ("table", () => table = json.Text()),
            ("tags", () => json.Items(() => tags.Add((json.Text(), ColumnKind.Tag)))),
            ("fields", () => json.Items(() => fields.Add(Column(json)))));
        LoggedRequest.Of(context).Database = database;
        return new TableBody(database, table, [.. tags, .. fields]);
    });

    private static (string, ColumnKind) Column(JsonScanner json)
    {
        string name = "";
        string type = "";
        json.Struct("struct CreateTableField", ["name", "type"],
            ("name", () => name = json.Text()), ("type", () => type = json.Variant("enum FieldDataType", s_types)));
        return (name, s_kinds[Array.IndexOf(s_types, type)]);
    }
}
