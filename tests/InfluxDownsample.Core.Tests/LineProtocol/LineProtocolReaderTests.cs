using System.Globalization;
using System.Text;
using CsCheck;
using InfluxDownsample.Core.LineProtocol.Reading;
using Xunit;

namespace InfluxDownsample.Core.Tests.LineProtocol;

/// <summary>The grammar and the messages of wire reference 5.2 and 5.3.</summary>
public sealed class LineProtocolReaderTests
{
    [Theory]
    // measurement, tags, fields, timestamp
    [InlineData("m f=1 5", "m | | f:Float=1 | 5")]
    [InlineData("m,a=1,b=2 f=1,g=2i,h=3u 5", "m | a=1,b=2 | f:Float=1,g:Integer=2,h:Unsigned=3 | 5")]
    [InlineData("m f=1", "m | | f:Float=1 | ")]
    [InlineData("m   f=1    5   ", "m | | f:Float=1 | 5")]
    [InlineData(" \t m f=1 -5", "m | | f:Float=1 | -5")]
    // floats
    [InlineData("m f=-1.5e-3", "m | | f:Float=-0.0015 | ")]
    [InlineData("m f=1E+2", "m | | f:Float=100 | ")]
    [InlineData("m f=-0", "m | | f:Float=-0 | ")]
    [InlineData("m f=1e400", "m | | f:Float=Infinity | ")]
    [InlineData("m f=5e-324", "m | | f:Float=5E-324 | ")]
    // integers
    [InlineData("m f=-9223372036854775808i,g=9223372036854775807i", "m | | f:Integer=-9223372036854775808,g:Integer=9223372036854775807 | ")]
    [InlineData("m f=18446744073709551615u,g=0u", "m | | f:Unsigned=18446744073709551615,g:Unsigned=0 | ")]
    // booleans
    [InlineData("m a=t,b=T,c=true,d=True,e=TRUE", "m | | a:Boolean=True,b:Boolean=True,c:Boolean=True,d:Boolean=True,e:Boolean=True | ")]
    [InlineData("m a=f,b=F,c=false,d=False,e=FALSE", "m | | a:Boolean=False,b:Boolean=False,c:Boolean=False,d:Boolean=False,e:Boolean=False | ")]
    // strings
    [InlineData("m f=\"\"", "m | | f:String= | ")]
    [InlineData("m f=\"a b,c=d\" 5", "m | | f:String=a b,c=d | 5")]
    [InlineData("m f=\"a\nb\rc\td\"", "m | | f:String=a\nb\rc\td | ")]
    [InlineData("m f=\"a\0b\"", "m | | f:String=a\0b | ")]
    [InlineData("m f=\"say \\\"hi\\\"\"", "m | | f:String=say \"hi\" | ")]
    [InlineData("m f=\"back\\\\slash\\\\\"", "m | | f:String=back\\slash\\ | ")]
    [InlineData("m f=\"keeps \\n both\"", "m | | f:String=keeps \\n both | ")]
    // escapes in names
    [InlineData("my\\ table\\,x\\\\y f=1", "my table,x\\y | | f:Float=1 | ")]
    [InlineData("m=a\\=b f=1", "m=a\\=b | | f:Float=1 | ")]
    [InlineData("m,a\\ b\\=c\\,d\\\\e=v\\ w\\=x\\,y\\\\z f\\ g\\=h=1", "m | a b=c,d\\e=v w=x,y\\z | f g=h:Float=1 | ")]
    [InlineData("m\\x,a\\x=b\\x f\\x=1", "m\\x | a\\x=b\\x | f\\x:Float=1 | ")]
    [InlineData("m,a=b\\\nc f=1", "m | a=b\\\nc | f:Float=1 | ")]
    [InlineData("m,a=\"q\" \"f\"=1", "m | a=\"q\" | \"f\":Float=1 | ")]
    [InlineData("m,a\0=b\0 f\0=1", "m | a\0=b\0 | f\0:Float=1 | ")]
    [InlineData("日本,ä=😀 ñ=1", "日本 | ä=😀 | ñ:Float=1 | ")]
    [InlineData("\uFEFFm f=1", "\uFEFFm | | f:Float=1 | ")]
    // where the server is lenient
    [InlineData("m,a=b=c f=1", "m | a=b=c | f:Float=1 | ")]
    [InlineData("m,,=b ,f=1", "m | ,=b | ,f:Float=1 | ")]
    [InlineData("m,a=1,a=2 f=1", "m | a=1,a=2 | f:Float=1 | ")]
    [InlineData("m f=1, 5", "m | | f:Float=1 | 5")]
    [InlineData("m f=1,", "m | | f:Float=1 | ")]
    public void Reads(string text, string expected) => Assert.Equal([expected], ReadAll(text));

    [Theory]
    [InlineData("m", "Expected at least one space character, got end of input")]
    [InlineData("m,a=1", "Expected at least one space character, got end of input")]
    [InlineData("m\tf=1", "Expected at least one space character, got `\tf=1`")]
    [InlineData("m\0x f=1", "Expected at least one space character, got `\0x f=1`")]
    [InlineData(",a=1 f=1", "Invalid measurement was provided")]
    [InlineData("\0 f=1", "Invalid measurement was provided")]
    // tags
    [InlineData("m,", "Expected tag key, got end of input")]
    [InlineData("m, f=1i", "Expected tag key, got ` f=1i`")]
    [InlineData("m,=a f=1i", "Expected tag key, got `=a f=1i`")]
    [InlineData("m,a=1, field=1i", "Expected tag key, got ` field=1i`")]
    [InlineData("m,a= f=1", "Expected tag value, got ` f=1`")]
    [InlineData("m,a=,b=2 f=1", "Expected tag value, got `,b=2 f=1`")]
    [InlineData("m,a=,banana=2 f=1", "Expected tag value, got `,banana=2 ...`")]
    [InlineData("m,a=", "Expected tag value, got end of input")]
    [InlineData("m,a f=1", "Tag set malformed: could not find equals sign in `a f=1`")]
    [InlineData("m,a=1,bbbbbbbbbbbb", "Tag set malformed: could not find equals sign in `a=1,bbbbbb...`")]
    // fields
    [InlineData("m ", "No fields were provided")]
    [InlineData("m 5", "No fields were provided")]
    [InlineData("m f", "No fields were provided")]
    [InlineData("m =1", "No fields were provided")]
    [InlineData("m f=", "No fields were provided")]
    [InlineData("m f=+1", "No fields were provided")]
    [InlineData("m f=.5", "No fields were provided")]
    [InlineData("m f=NaN", "No fields were provided")]
    [InlineData("m f=Inf", "No fields were provided")]
    [InlineData("m f=-", "No fields were provided")]
    [InlineData("m f=\"open", "No fields were provided")]
    [InlineData("m f=\"open\\\"", "No fields were provided")]
    [InlineData("m f=5.", "Could not parse entire line. Found trailing content: `.`")]
    [InlineData("m f=0x10", "Could not parse entire line. Found trailing content: `x10`")]
    [InlineData("m f=1_000", "Could not parse entire line. Found trailing content: `_000`")]
    [InlineData("m f=tRUE", "Could not parse entire line. Found trailing content: `RUE`")]
    [InlineData("m f=-1u", "Could not parse entire line. Found trailing content: `u`")]
    [InlineData("m f=1,g=", "Could not parse entire line. Found trailing content: `g=`")]
    [InlineData("m f=1,g=NaN,h=2", "Could not parse entire line. Found trailing content: `g=NaN,h=2`")]
    [InlineData("m f=1,g=2,h=NaN 5", "Could not parse entire line. Found trailing content: `,h=NaN 5`")]
    [InlineData("m f=1,g=2,h=NaN 12345", "Could not parse entire line. Found trailing content: `,h=NaN 123...`")]
    [InlineData("m f=9223372036854775808i", "Unable to parse integer value `9223372036854775808`")]
    [InlineData("m f=18446744073709551616u", "Unable to parse unsigned integer value `18446744073709551616`")]
    // timestamps and line ends
    [InlineData("m f=1 5.5", "Could not parse entire line. Found trailing content: `.5`")]
    [InlineData("m f=1 +5", "Could not parse entire line. Found trailing content: ` +5`")]
    [InlineData("m f=1 9223372036854775808", "Unable to parse timestamp value `9223372036854775808`")]
    [InlineData("m f=1 ", "Could not parse entire line. Found trailing content: ` `")]
    [InlineData("m f=1\t5", "Could not parse entire line. Found trailing content: `\t5`")]
    [InlineData("m f=1\r", "Could not parse entire line. Found trailing content: `\r`")]
    [InlineData("m f=1 5\r", "Could not parse entire line. Found trailing content: `\r`")]
    // trailing backslashes
    [InlineData("m\\ f=1", "Expected at least one space character, got end of input")]
    [InlineData("m\\\\ f=1", "Measurements, tag keys and values, and field keys may not end with a backslash")]
    [InlineData("m,a\\\\=1 f=1", "Measurements, tag keys and values, and field keys may not end with a backslash")]
    [InlineData("m,a=1\\\\ f=1", "Measurements, tag keys and values, and field keys may not end with a backslash")]
    [InlineData("m f\\\\=1", "Measurements, tag keys and values, and field keys may not end with a backslash")]
    [InlineData("m f=1,g\\\\=1", "Measurements, tag keys and values, and field keys may not end with a backslash")]
    [InlineData("m\\", "Measurements, tag keys and values, and field keys may not end with a backslash")]
    public void Refuses(string text, string message) => Assert.Equal(["! " + message], ReadAll(text));

    [Fact]
    public void Context_MultiByteCharacters_AreCountedAsOne() =>
        Assert.Equal(["! Could not parse entire line. Found trailing content: `ääääääääää...`"], ReadAll("m f=1" + new string('ä', 20)));

    [Theory]
    [InlineData(1_048_576, false)]
    [InlineData(1_048_577, true)]
    public void Texts_LongerThanOneMegabyte_AreRefused(int length, bool refused)
    {
        string text = new('x', length);
        string[] lines = [$"{text} f=1", $"m,{text}=1 f=1", $"m,a={text} f=1", $"m {text}=1", $"m f=\"{text}\"", $"m f=\"{text[..^1]}\\\"\""];
        Assert.All(lines, line => Assert.Equal(refused, ReadAll(line).Single() == "! String is greater than 1MB"));
    }

    [Fact]
    public void BlankLinesAndComments_AreSkippedAndNotCounted()
    {
        LineProtocolReader reader = ReaderOf("# head\n\n  # indented\nm f=1\n\t\nm f=bad\n#tail");
        Assert.True(reader.Read());
        Assert.Equal((4, 1, null), (reader.LineNumber, reader.CountedLine, reader.Error));
        Assert.True(reader.Read());
        Assert.Equal((6, 2), (reader.LineNumber, reader.CountedLine));
        Assert.Equal("m f=bad", Encoding.UTF8.GetString(reader.Original));
        Assert.False(reader.Read());
    }

    [Fact]
    public void LineNumber_CountsTheLineFeedsInsideStrings()
    {
        LineProtocolReader reader = ReaderOf("m f=\"a\nb\" 1\nm f=2");
        Assert.True(reader.Read());
        Assert.Equal(1, reader.LineNumber);
        Assert.True(reader.Read());
        Assert.Equal((3, 2), (reader.LineNumber, reader.CountedLine));
    }

    [Theory]
    [InlineData("m f=\"open\nm f=2\nm f=\"\nm f=3", 2)] // an unbalanced quote takes the next lines with it
    [InlineData("# a = \"x\nm f=1\nm g=2", 1)] // also in a comment, whose first line alone is then dropped
    [InlineData("m f=1\\\nm f=2", 1)] // a backslash joins lines
    [InlineData("m,a=\"b f=1\nm f=2", 2)] // a quote before the first space is a letter
    [InlineData("m f=1 \"\nm f=2", 1)]
    public void Lines_AreSplitAsTheServerSplitsThem(string text, int lines) => Assert.Equal(lines, ReadAll(text).Count);

    [Fact]
    public void InvalidUtf8_IsReportedPerLine()
    {
        byte[] bytes = [.. "m f=1\nm,a="u8, 0xC3, 0x28, .. " f=1\nm f=2"u8];
        LineProtocolReader reader = new(bytes, 0, bytes.Length);
        Assert.True(reader.Read());
        Assert.True(reader.Read());
        Assert.Equal("The line is not valid UTF-8", reader.Error);
        Assert.True(reader.Read());
        Assert.Null(reader.Error);
    }

    [Fact]
    public async Task Stream_InPiecesOfAnySize_GivesTheSameLines()
    {
        Gen<string> piece = Gen.OneOf(
            "m f=1 1\n", "m,a=b\\ c f=\"x\ny\",g=2i\n", "# comment\n", "\n", "m f=\n", "m f=\"", "\\", "\r\n", " ", ",", "=", "日", "m,tag=value field=1.5e3 1700000000000000000\n");
        await piece.Array[0, 40].Select(Gen.Int[1, 7]).SampleAsync(async (pieces, size) =>
        {
            string text = string.Concat(pieces);
            LineProtocolReader reader = new(new DripStream(Encoding.UTF8.GetBytes(text), size));
            List<string> streamed = [];
            while (await reader.ReadAsync())
            {
                streamed.Add($"{reader.LineNumber}/{reader.CountedLine} {Render(reader)}");
            }

            LineProtocolReader memory = ReaderOf(text);
            List<string> read = [];
            while (memory.Read())
            {
                read.Add($"{memory.LineNumber}/{memory.CountedLine} {Render(memory)}");
            }

            Assert.Equal(read, streamed);
        });
    }

    [Fact]
    public async Task Stream_LongerThanTheBuffer_KeepsNoMoreThanALine()
    {
        byte[] line = Encoding.UTF8.GetBytes($"m,a={new string('x', 1000)} f=1\n");
        byte[] bytes = [.. Enumerable.Repeat(line, 500).SelectMany(b => b)];
        LineProtocolReader reader = new(new MemoryStream(bytes));
        int count = 0;
        while (await reader.ReadAsync())
        {
            Assert.Null(reader.Error);
            count++;
        }

        Assert.Equal(500, count);
    }

    [Fact]
    public async Task Stream_UnbalancedQuoteOverMegabytes_StopsWithItsLine()
    {
        byte[] bytes = [.. "m f=1\nm f=\""u8, .. Encoding.ASCII.GetBytes(new string('x', 30_000_000))];
        LineProtocolReader reader = new(new MemoryStream(bytes));
        Assert.True(await reader.ReadAsync());
        LineProtocolException error = await Assert.ThrowsAsync<LineProtocolException>(async () => await reader.ReadAsync());
        Assert.Equal(2, error.LineNumber);
    }

    [Fact]
    public void AnyBytes_NeverThrow()
    {
        Gen<byte> letter = Gen.OneOf<byte>([.. "m,a=b \"\\\n\r\t#0123456789.-+eEiutTfF\0"u8, 0xFF, 0xC3]);
        letter.Array[0, 60].Sample(bytes =>
        {
            LineProtocolReader reader = new(bytes, 0, bytes.Length);
            while (reader.Read())
            {
                Assert.True(reader.Error is not null || reader.Line.Fields.Length > 0);
            }
        });
    }

    private static LineProtocolReader ReaderOf(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return new LineProtocolReader(bytes, 0, bytes.Length);
    }

    private static List<string> ReadAll(string text)
    {
        LineProtocolReader reader = ReaderOf(text);
        List<string> lines = [];
        while (reader.Read())
        {
            lines.Add(Render(reader));
        }

        return lines;
    }

    private static string Render(LineProtocolReader reader)
    {
        if (reader.Error is not null)
        {
            return "! " + reader.Error;
        }

        LineProtocolLine line = reader.Line;
        string tags = string.Join(',', line.Tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
        string fields = string.Join(',', line.Fields.ToArray().Select(field => $"{field.Key}:{field.Type}={ValueOf(field)}"));
        string separator = tags.Length == 0 ? "| |" : $"| {tags} |";
        return string.Create(CultureInfo.InvariantCulture, $"{line.Measurement} {separator} {fields} | {line.Timestamp}");
    }

    private static string ValueOf(LineProtocolField field) => field.Type switch
    {
        LineProtocolFieldType.Float => field.Float.ToString(CultureInfo.InvariantCulture),
        LineProtocolFieldType.Integer => field.Integer.ToString(CultureInfo.InvariantCulture),
        LineProtocolFieldType.Unsigned => field.Unsigned.ToString(CultureInfo.InvariantCulture),
        LineProtocolFieldType.Boolean => field.Boolean.ToString(),
        _ => field.Text.ToString(),
    };

    /// <summary>Gives a few bytes at a time, as a network may.</summary>
    private sealed class DripStream(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
