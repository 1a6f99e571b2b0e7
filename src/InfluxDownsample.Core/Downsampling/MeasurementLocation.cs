using InfluxDownsample.Core.Connections;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A measurement in a database on a server: where a job reads or writes.</summary>
/// <param name="Client">The server.</param>
/// <param name="Database">The database.</param>
/// <param name="Measurement">The measurement.</param>
public sealed record MeasurementLocation(InfluxClient Client, string Database, string Measurement)
{
    /// <summary>Whether both are the same table, however the server is addressed on this machine.</summary>
    public bool IsSameAs(MeasurementLocation other)
        => Measurement == other.Measurement && Database == other.Database
            && ServerAddress.Of(Client.Settings.Uri) == ServerAddress.Of(other.Client.Settings.Uri);

    /// <summary>Address, database and measurement.</summary>
    public override string ToString() => $"{Client.Settings.Uri.Authority}/{Database}/{Measurement}";
}
