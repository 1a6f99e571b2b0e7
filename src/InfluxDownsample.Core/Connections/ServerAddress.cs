namespace InfluxDownsample.Core.Connections;

/// <summary>A server's host and port, however it is addressed on this machine.</summary>
internal static class ServerAddress
{
    /// <summary>Text that is equal for two addresses of one server, where that can be told without asking.</summary>
    public static string Of(Uri uri) => uri.IsLoopback ? $"loopback:{uri.Port}" : $"{uri.IdnHost.ToLowerInvariant()}:{uri.Port}";
}
