using InfluxDownsample.LocalServer.Faults;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>The body that makes or changes a database: <c>{"db":"x","retention_period":"30d"}</c>.</summary>
internal sealed record DatabaseBody(string Name, TimeSpan? Retention)
{
    private static readonly string[] s_fields = ["db", "retention_period"];

    /// <exception cref="RequestBodyException">It is something else.</exception>
    public static DatabaseBody Read(HttpContext context, ArraySegment<byte> body, string shape)
    {
        JsonContent.Require(context);
        return JsonScanner.Read(body, json =>
        {
            string name = "";
            TimeSpan? retention = null;
            json.Struct(shape, s_fields, ["db"], field =>
            {
                if (field == "db")
                {
                    name = json.Text();
                }
                else if (!json.TakeNull())
                {
                    string text = json.Text("a duration");
                    retention = RetentionText.TryParse(text, out TimeSpan period) is null
                        ? period
                        : throw json.Fault($"invalid value: string {RustText.Quoted(text)}, expected a duration");
                }
            });
            RequestTrace.Of(context).Database = name;
            return new DatabaseBody(name, retention);
        });
    }
}
