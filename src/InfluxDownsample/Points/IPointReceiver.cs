using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Points;

/// <summary>Gets what <see cref="PointInput"/> makes of the objects in the pipeline.</summary>
internal interface IPointReceiver
{
    /// <summary>A row to write.</summary>
    /// <param name="encoder">The encoder for the batch's schema.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The row in it.</param>
    /// <param name="input">Where it is from.</param>
    void Take(LineProtocolEncoder encoder, PointBatch batch, int row, InputRow input);

    /// <summary>An object that cannot become a point.</summary>
    /// <param name="input">The object.</param>
    /// <param name="reason">The reason, with the number of the row.</param>
    void Refuse(object input, PointException reason);

    /// <summary>
    /// An object that the target cannot take as a point, told before any of those that came with it is to be written. Who writes ends with it; who does not
    /// gets the others.
    /// </summary>
    /// <param name="input">Where it is from.</param>
    /// <param name="reason">The reason.</param>
    void Conflict(InputRow input, InfluxException reason);

    /// <summary>Something the user should hear about; each thing is said once.</summary>
    void Warn(string warning);
}
