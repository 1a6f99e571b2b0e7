namespace InfluxDownsample.LocalServer.Query;

/// <summary>Text in quotes as InfluxDB's debug print shows it.</summary>
internal static class RustText
{
    public static string Quoted(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\0' => "\\0",
        _ when char.IsControl(c) => $"\\u{{{(int)c:x}}}",
        _ => c.ToString(),
    })) + "\"";
}
