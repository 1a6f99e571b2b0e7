namespace InfluxDownsample.Core.Write;

/// <summary>Why points are not stored that nobody refused, as the file of the rejected lines says it.</summary>
internal static class Unsent
{
    /// <summary>They waited, or came later.</summary>
    public const string CommandEnded = "not sent because the command ended before";

    /// <summary>They were under way.</summary>
    public const string Unconfirmed = "not confirmed before the command ended, so it may be stored";

    /// <summary>They waited when another request failed for good.</summary>
    public const string OtherFailed = "not sent because another request failed";

    /// <summary>They were in a request of which nothing is stored.</summary>
    public const string OtherRefused = "not stored because the server refused another line of the same request";
}
