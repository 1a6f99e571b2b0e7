namespace InfluxDownsample.LocalServer.Http;

/// <summary>The body that makes or changes a database: <c>{"db":"x","retention_period":"30d"}</c>.</summary>
internal sealed record DatabaseBody(string Name, TimeSpan? Retention)
{
    /// <exception cref="RequestRefusedException">It is something else.</exception>
    public static DatabaseBody Read(HttpContext context, ArraySegment<byte> body, string shape) =>
        JsonScanner.Read(RequestBody.RequireJson(context, body), json =>
        {
            string name = "";
            TimeSpan? retention = null;
            json.Struct(shape, ["db"], ("db", () => name = json.Text()), ("retention_period", () => retention = json.IsNull ? null : Period(json)));
            LoggedRequest.Of(context).Database = name;
            return new DatabaseBody(name, retention);
        });

    private static TimeSpan Period(JsonScanner json)
    {
        string text = json.Text("a duration");
        return RetentionText.TryParse(text, out TimeSpan period) is null
            ? period
            : throw json.Fault($"invalid value: string {RustText.Quoted(text)}, expected a duration");
    }
}
