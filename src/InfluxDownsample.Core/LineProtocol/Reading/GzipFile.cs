using System.IO.Compression;

namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>
/// Unpacks a gzip file, of several members if it has them, and notices when it was cut off or damaged anywhere. .NET's own reader takes the end of the bytes
/// for the end of the file; so a member of our own is put behind the file, and only what is followed by exactly that one is whole.
/// </summary>
internal sealed class GzipFile : Stream
{
    private static readonly byte[] s_mark = "\n# whole \u2713\n"u8.ToArray();
    private static readonly byte[] s_packedMark = Pack(s_mark);

    private readonly MarkedStream _source;
    private readonly GZipStream _unpacked;
    private int _marked;

    /// <param name="packed">The file's bytes; closed with this stream.</param>
    public GzipFile(Stream packed)
    {
        _source = new MarkedStream(packed);
        _unpacked = new GZipStream(_source, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the bytes begin as a gzip file does; a beginning that is too short to tell counts.</summary>
    public static bool IsPacked(ReadOnlySpan<byte> beginning)
        => beginning.Length < 2 ? beginning.Length == 0 || beginning[0] == 0x1F : beginning[0] == 0x1F && beginning[1] == 0x8B;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is cut off or damaged.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        do
        {
            int unpacked = await _unpacked.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            read = Check(buffer.Span, unpacked);
        }
        while (read < 0);
        return read;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is cut off or damaged.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read;
        do
        {
            read = Check(buffer.AsSpan(offset, count), _unpacked.Read(buffer, offset, count));
        }
        while (read < 0);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    // Once the mark's bytes have been asked for, nothing but the mark may come. Returns -1 for bytes of the mark: read on.
    private int Check(ReadOnlySpan<byte> buffer, int read)
    {
        if (read > 0 && !_source.IsAtMark)
        {
            return read;
        }

        if (read > 0)
        {
            if (_marked + read > s_mark.Length || !buffer[..read].SequenceEqual(s_mark.AsSpan(_marked, read)))
            {
                throw Damaged();
            }

            _marked += read;
            return -1;
        }

        return _marked == s_mark.Length && _source.HasContent ? 0 : throw Damaged();
    }

    private static InvalidDataException Damaged() => new("The file is cut off or damaged.");

    private static byte[] Pack(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    /// <summary>The file's bytes, and in a later read the mark.</summary>
    private sealed class MarkedStream(Stream file) : Stream
    {
        private int _given;

        public bool IsAtMark { get; private set; }

        public bool HasContent { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.IsEmpty)
            {
                return 0;
            }

            int read = IsAtMark ? 0 : await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return Note(read, buffer.Span);
        }

        public override int Read(byte[] buffer, int offset, int count)
            => count == 0 ? 0 : Note(IsAtMark ? 0 : file.Read(buffer, offset, count), buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Note(int read, Span<byte> buffer)
        {
            if (read > 0)
            {
                HasContent = true;
                return read;
            }

            IsAtMark = true;
            int count = Math.Min(buffer.Length, s_packedMark.Length - _given);
            s_packedMark.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }
    }
}
