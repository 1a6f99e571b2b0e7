using System.Text;
using System.Text.Json;
using CsCheck;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section5;

/// <summary>Damaged line protocol by the thousand: the server refuses or stores it, and never shows its insides.</summary>
public sealed class MalformedLineTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Valid = "cpu\\ load,host=a\\,b,region=eu usage=1.5,count=3i,total=4u,ok=true,note=\"say \\\"hi\\\"\" 1700000000000000000\ncpu usage=2 1\n";

    private readonly RunningServer _server = fixture.Server;

    [Fact]
    public async Task DamagedLines_AreAnsweredWithAnErrorOrStored()
    {
        Gen<byte[]> damaged = Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.OneOf<byte>([.. "\"\\ ,=\n\r\t#\0iu9"u8, 0xFF]), Gen.Int[0, 2], Gen.Int[1, 4], Damage);
        await damaged.Array[4].SampleAsync(
            async pieces =>
            {
                byte[] body = [.. pieces.SelectMany(piece => piece)];
                HttpAnswer answer = await _server.SendAsync(HttpMethod.Post, "/api/v3/write_lp?db=d", new ByteArrayContent(body));
                Assert.True(answer.Status is 204 or 400, $"{answer.Status} {answer.Body}");
                if (answer.Status == 400 && answer.Body.StartsWith('{'))
                {
                    JsonElement error = JsonDocument.Parse(answer.Body).RootElement;
                    Assert.All(error.GetProperty("data").EnumerateArray(), line => Assert.True(line.GetProperty("line_number").GetInt32() > 0));
                }

                Assert.DoesNotContain("   at ", answer.Body);
            },
            iter: 600);
        Assert.Equal(204, (await _server.WriteAsync("still f=1 1")).Status);
    }

    private static byte[] Damage(int at, byte with, int how, int times)
    {
        List<byte> bytes = [.. Encoding.UTF8.GetBytes(Valid)];
        for (int i = 0; i < times; i++)
        {
            int place = (at * (i + 1) * 7) % bytes.Count;
            switch (how)
            {
                case 0:
                    bytes[place] = with;
                    break;
                case 1:
                    bytes.RemoveAt(place);
                    break;
                default:
                    bytes.Insert(place, with);
                    break;
            }
        }

        return [.. bytes];
    }
}
