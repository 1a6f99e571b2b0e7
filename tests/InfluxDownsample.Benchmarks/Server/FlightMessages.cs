using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Google.Protobuf;

namespace InfluxDownsample.Benchmarks.Server;

/// <summary>
/// Makes the messages of a Flight answer once, so that replaying them costs no encoding:
/// <code>
/// gRPC message = 0 length(4, big endian) FlightData
/// FlightData   = field 2: header (the flatbuffer), field 1000: body
/// IPC message  = FF FF FF FF length(4, little endian) header body
/// </code>
/// </summary>
internal static class FlightMessages
{
    private const uint HeaderTag = (2 << 3) | 2;
    private const uint BodyTag = (1000 << 3) | 2;

    /// <summary>The schema's message, then one for each batch.</summary>
    public static byte[][] Of(IReadOnlyList<RecordBatch> batches)
    {
        var messages = new List<byte[]>();
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, batches[0].Schema, leaveOpen: true);
        writer.WriteStart();
        messages.Add(Take(stream));
        foreach (RecordBatch batch in batches)
        {
            writer.WriteRecordBatch(batch);
            messages.Add(Take(stream));
        }

        return [.. messages];
    }

    private static byte[] Take(MemoryStream stream)
    {
        ReadOnlySpan<byte> message = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        int headerLength = BinaryPrimitives.ReadInt32LittleEndian(message[4..]);
        byte[] framed = Frame(message.Slice(8, headerLength).ToArray(), message[(8 + headerLength)..].ToArray());
        stream.SetLength(0);
        return framed;
    }

    private static byte[] Frame(byte[] header, byte[] body)
    {
        using var framed = new MemoryStream();
        framed.Write(new byte[5]);
        using (var output = new CodedOutputStream(framed, leaveOpen: true))
        {
            output.WriteTag(HeaderTag);
            output.WriteBytes(ByteString.CopyFrom(header));
            output.WriteTag(BodyTag);
            output.WriteBytes(ByteString.CopyFrom(body));
        }

        byte[] message = framed.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(1), (uint)message.Length - 5);
        return message;
    }
}
