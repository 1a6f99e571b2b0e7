namespace InfluxDownsample.LocalServer.Http.Requests;

/// <summary>Parameters are not what they should be, in the words of the server's library that reads them.</summary>
internal sealed class SerdeException(string message) : Exception(message)
{
    public static SerdeException MissingField(string name) => new($"missing field `{name}`");

    public static SerdeException DuplicateField(string name) => new($"duplicate field `{name}`");

    public static SerdeException UnknownVariant(string value, IEnumerable<string> known) =>
        new($"unknown variant `{value}`, expected one of {string.Join(", ", known.Select(name => $"`{name}`"))}");
}
