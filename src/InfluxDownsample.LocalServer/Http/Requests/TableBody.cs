using InfluxDownsample.LocalServer.Faults;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>The body that makes a table: <c>{"db":"x","table":"t","tags":["a"],"fields":[{"name":"f","type":"float64"}]}</c>.</summary>
internal sealed record TableBody(string Database, string Table, IReadOnlyList<(string Name, ColumnKind Kind)> Columns)
{
    private static readonly string[] s_fields = ["db", "table", "tags", "fields"];
    private static readonly string[] s_columnFields = ["name", "type"];
    private static readonly string[] s_types = ["utf8", "int64", "uint64", "float64", "bool"];

    /// <exception cref="RequestBodyException">It is something else.</exception>
    public static TableBody Read(HttpContext context, ArraySegment<byte> body)
    {
        JsonContent.Require(context);
        return JsonScanner.Read(body, json =>
        {
            string database = "";
            string table = "";
            List<(string, ColumnKind)> tags = [];
            List<(string, ColumnKind)> fields = [];
            json.Struct("struct CreateTableRequest", s_fields, s_fields, field =>
            {
                switch (field)
                {
                    case "db":
                        database = json.Text();
                        break;
                    case "table":
                        table = json.Text();
                        break;
                    case "tags":
                        json.Items(() => tags.Add((json.Text(), ColumnKind.Tag)));
                        break;
                    default:
                        json.Items(() => fields.Add(Column(json)));
                        break;
                }
            });
            RequestTrace.Of(context).Database = database;
            return new TableBody(database, table, [.. tags, .. fields]);
        });
    }

    private static (string, ColumnKind) Column(JsonScanner json)
    {
        string name = "";
        ColumnKind kind = default;
        json.Struct("struct CreateTableField", s_columnFields, s_columnFields, field =>
        {
            if (field == "name")
            {
                name = json.Text();
            }
            else
            {
                kind = json.Variant("enum FieldDataType", s_types) switch
                {
                    "utf8" => ColumnKind.String,
                    "int64" => ColumnKind.Integer,
                    "uint64" => ColumnKind.Unsigned,
                    "float64" => ColumnKind.Float,
                    _ => ColumnKind.Boolean,
                };
            }
        });
        return (name, kind);
    }
}
