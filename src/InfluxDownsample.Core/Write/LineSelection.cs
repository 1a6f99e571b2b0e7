namespace InfluxDownsample.Core.Write;

/// <summary>Some lines of a request, in their order: all of it, or what remains of it when a server refuses some.</summary>
/// <param name="Request">The request.</param>
/// <param name="Lines">Positions in it.</param>
internal sealed record LineSelection(WriteRequest Request, int[] Lines)
{
    public int Count => Lines.Length;

    public bool IsWhole => Lines.Length == Request.PointCount;

    /// <summary>How many bytes the lines have.</summary>
    public long BytesCount => IsWhole ? Request.Lines.Count : Lines.Sum(line => (long)Request.BytesOf(line).Length);

    /// <summary>The lines' bytes as one body.</summary>
    public ReadOnlyMemory<byte> Body()
    {
        if (IsWhole)
        {
            return Request.Lines.WrittenMemory;
        }

        using var body = new MemoryStream();
        foreach (int line in Lines)
        {
            body.Write(Request.BytesOf(line));
        }

        return body.ToArray();
    }

    public (LineSelection First, LineSelection Second) Halves()
        => (this with { Lines = Lines[..(Count / 2)] }, this with { Lines = Lines[(Count / 2)..] });

    /// <summary>The selection without those lines.</summary>
    public LineSelection Without(IReadOnlySet<int> lines) => this with { Lines = [.. Lines.Where(line => !lines.Contains(line))] };
}
