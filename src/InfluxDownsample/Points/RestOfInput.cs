using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Core.Write.Files;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Points;

/// <summary>
/// Gives a writer that sends nothing any more what was received and is not with it yet, objects whose types are not decided and the rest of a batch, so that
/// the file of the rejected lines gets them.
/// </summary>
internal sealed class RestOfInput : IPointReceiver
{
    private readonly PointWriter _writer;

    private RestOfInput(PointWriter writer) => _writer = writer;

    /// <param name="input">The input; nothing is given to it afterwards.</param>
    /// <param name="columns">The target's columns, which are not asked for any more.</param>
    /// <param name="writer">The writer, which is left without an end.</param>
    /// <param name="rejected">The file.</param>
    /// <param name="isWritable">Whether the rows are those that are meant; if not, the file gets none of them.</param>
    public static void Keep(PointInput input, TargetColumns? columns, PointWriter writer, RejectedFile rejected, bool isWritable)
    {
        if (!isWritable)
        {
            rejected.Dispose();
            return;
        }

        columns?.AskNoMore();
        try
        {
            input.TakeRest(new RestOfInput(writer));
        }
        catch (Exception failure) when (failure is InfluxException or RuntimeException)
        {
            // What ended the command has been said, and what cannot be a line has no place in the file.
        }
    }

    void IPointReceiver.Take(LineProtocolEncoder encoder, PointBatch batch, int row, InputRow input)
    {
        try
        {
            _writer.Add(encoder, batch, row, null, out _);
        }
        catch (InfluxException failure) when (failure.Id == InfluxErrorId.SchemaConflict)
        {
            // One such row has ended the command, or would have.
        }
    }

    // As above.
    void IPointReceiver.Conflict(InputRow input, InfluxException reason)
    {
    }

    void IPointReceiver.Refuse(object input, PointException reason)
    {
    }

    void IPointReceiver.Warn(string warning)
    {
    }
}
