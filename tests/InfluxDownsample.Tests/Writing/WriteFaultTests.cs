using System.Management.Automation;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;
using static InfluxDownsample.Tests.Hosting.FlakyProxy;

namespace InfluxDownsample.Tests.Writing;

/// <summary>Writing through bad networks, to old endpoints and past refusals: nothing is lost, nothing is altered, the numbers are right.</summary>
public sealed class WriteFaultTests(ITestOutputHelper log) : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options with { Token = "t" });
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db -Token t").Succeed();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task EveryTenthRequestFailsInOneOfEightWays_AllPointsAreThereOnceAndUnaltered()
    {
        const int Points = 200_000;
        int seed = Environment.TickCount;
        log.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using FlakyProxy proxy = await FlakyProxy.StartAsync(
            _server.Address, number => number % 10 == 0 ? (Mishap)random.Next(1, 9) : Mishap.None);
        _engine.Set("address", proxy.Address);
        PSObject result = Assert.Single(_engine.Run($$"""
            $t = [long]1700000000000000000
            & { for ($i = 0; $i -lt {{Points}}; $i++) { @{ time = $t + $i; room = "r$($i % 7)"; v = $i; f = $i / 8 } } } |
                Write-InfluxPoints m -TagColumn room -Connection "$($address)?token=t&database=db" -BatchSize 2000 -ThrottleLimit 3 -TimeoutSec 5 -MaxRetry 20
            """).Succeed().Output);

        Assert.Equal((200_000L, 200_000L, 0L), (Count(result, "PointsReceived"), Count(result, "PointsWritten"), Count(result, "PointsFailed")));
        Assert.True(proxy.Mishaps >= 10);
        Assert.Equal(proxy.Mishaps, Count(result, "Retries"));
        Assert.True(Count(result, "Requests") >= 100 + Count(result, "Retries"));
        PSObject read = Assert.Single(_engine.Run("""
            $count = 0; $sum = [long]0; $wrong = 0
            Invoke-InfluxQuery 'SELECT * FROM m' -Language InfluxQL -AsBatch | ForEach-Object {
                foreach ($p in $_.GetPoints()) {
                    $count++; $v = $p.v; $sum += $v
                    if ($p.GetNanoseconds('time') -ne $t + $v -or $p.room -ne "r$($v % 7)" -or $p.f -ne $v / 8) { $wrong++ }
                }
            }
            [pscustomobject]@{ Count = $count; Sum = $sum; Wrong = $wrong }
            """).Succeed().Output);
        Assert.Equal((Points, (long)Points * (Points - 1) / 2, 0), (read.Properties["Count"].Value, read.Properties["Sum"].Value, read.Properties["Wrong"].Value));
    }

    [Fact]
    public async Task GzipLevel_MakesRequestsSmallerAndChangesNothingElse()
    {
        var bytes = new List<long>();
        foreach (string level in new[] { "gzipLevel=Fastest", "gzipLevel=SmallestSize", "gzipThreshold=2000000000" })
        {
            await using FlakyProxy proxy = await FlakyProxy.StartAsync(_server.Address, static _ => Mishap.None);
            _engine.Set("address", proxy.Address);
            PSObject result = Assert.Single(_engine.Run($$"""
                1..2000 | ForEach-Object { [pscustomobject]@{ time = [long]1700000000000000000 + $_; room = "r$($_ % 7)"; f = $_ / 8 } } |
                    Write-InfluxPoints packed -TagColumn room -SkipSchemaCheck -Connection "$($address)?token=t&database=db&{{level}}"
                """).Succeed().Output);
            Assert.Equal((2000L, 1L), (Count(result, "PointsWritten"), Count(result, "Requests")));
            Assert.Equal([2000L, 250125.0], _engine.Run("Invoke-InfluxQuery 'SELECT count(*) AS n, sum(f) AS f FROM packed' | % { $_.n, $_.f }").Succeed().Values);
            bytes.Add(proxy.BytesWritten);
        }

        Assert.True(bytes[1] < bytes[0] && bytes[0] < bytes[2], string.Join(" ", bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&writeUseV2Api=true")]
    public void OneBadPointInFiveThousand_TheOthersAreStoredAndTheErrorHoldsTheObject(string endpoint)
    {
        _engine.Run("@{ time = 0; v = 0.5 } | Write-InfluxPoints m").Succeed();
        string connection = $"'{_server.Address}?token=t&database=db{endpoint}'";
        const string Input = "$all = 1..5000 | ForEach-Object { @{ time = $_; w = $_ / 2 } }; $bad = @{ time = 3210; v = 'text' }; $all[3209] = $bad; $all";
        string rejected = Path.Combine(_folder.FullName, "rejected.lp");

        Answer answer = _engine.Run($"{Input} | Write-InfluxPoints m -AcceptPartial -ThrottleLimit 1 -Connection {connection} -RejectedPath '{rejected}'");

        Assert.Same(_engine.Get("bad"), answer.FailWith("PartialWrite").TargetObject);
        Assert.Equal((4999L, 1L, 0L), (Count(answer.Output[0], "PointsWritten"), Count(answer.Output[0], "PointsRejected"), Count(answer.Output[0], "PointsFailed")));
        Assert.Equal([5000L], Stored());
        string[] lines = File.ReadAllLines(rejected);
        Assert.Equal("m v=\"text\" 3210", lines[^1]);
        Assert.Contains(TestServers.Are36 && endpoint.Length > 0 ? "# write buffer error: parsing for line protocol failed" : "invalid column type for column 'v'", lines[^2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&writeUseV2Api=true")]
    public void OneBadPointStrict_StoresNothingOfItsRequestAndKeepsAllLinesForAReplay(string endpoint)
    {
        _engine.Run("@{ time = 0; v = 0.5 } | Write-InfluxPoints m").Succeed();
        string connection = $"'{_server.Address}?token=t&database=db{endpoint}'";
        string rejected = Path.Combine(_folder.FullName, "rejected.lp");

        _engine.Run($"@{{ time = 1; w = 1.5 }}, @{{ time = 2; v = 'text' }}, @{{ time = 3; w = 3.5 }} | Write-InfluxPoints m -SkipSchemaCheck -Connection {connection} -RejectedPath '{rejected}'")
            .FailWith("WriteRejected");
        Assert.Equal([1L], Stored());

        Answer replay = _engine.Run($"Import-InfluxLineProtocol '{rejected}' -AcceptPartial");
        replay.FailWith("PartialWrite");
        Assert.Equal(2L, Count(replay.Output[0], "PointsWritten"));
        Assert.Equal([3L], Stored());
    }

    [Fact]
    public async Task RequestThatIsTooLarge_IsSplitUntilItFits()
    {
        await using LocalServerHost small = await LocalServerHost.StartAsync(TestServers.Options with { MaxRequestBytes = 4000 });

        Answer answer = _engine.Run(
            $"1..500 | ForEach-Object {{ @{{ time = $_; v = $_ / 3 }} }} | Write-InfluxPoints m -ThrottleLimit 1 -Connection '{small.Address}?database=db'").Succeed();

        Assert.Equal((500L, 500L), (Count(answer.Output[0], "PointsReceived"), Count(answer.Output[0], "PointsWritten")));
        Assert.True(Count(answer.Output[0], "Requests") > 4);
    }

    [Fact]
    public async Task SlowSource_ItsPointsAreSentBeforeTheNextOneComes()
    {
        using var source = new System.Collections.Concurrent.BlockingCollection<object>();
        _engine.Set("source", source);
        using RunningScript script = _engine.Start("& { foreach ($item in $source.GetConsumingEnumerable()) { $item } } | Write-InfluxPoints slow -MaxAgeSec 1");

        source.Add(new Dictionary<string, object> { ["time"] = 1L, ["v"] = 1.5 });
        while (!_server.Requests.Entries.Any(static request => request.Path == "/api/v3/write_lp"))
        {
            await Task.Yield();
        }

        source.CompleteAdding();
        await script.End;
        Assert.Empty(script.Errors);
    }

    [Fact]
    public void QueryOfAServerThatIsBusy_IsAskedAgain()
    {
        _engine.Run("@{ time = 1; v = 1.5 } | Write-InfluxPoints m").Succeed();
        _server.Faults.UnavailableQueries = 1;

        Answer answer = _engine.Run("Invoke-InfluxQuery 'SELECT * FROM m' -Verbose").Succeed();

        Assert.Single(answer.Output);
        Assert.Contains(answer.Verbose, static text => text.StartsWith("Retry 1 in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redirect_IsNotFollowedWithTheToken()
    {
        await using FlakyProxy elsewhere = await FlakyProxy.StartAsync(_server.Address, static _ => Mishap.None);
        await using RedirectingServer redirecting = await RedirectingServer.StartAsync(elsewhere.Address);
        int before = _server.Requests.Entries.Count;

        _engine.Run($"@{{ time = 1; v = 1.5 }} | Write-InfluxPoints m -Connection '{redirecting.Address}?token=t&database=db&edition=Core'").FailWith("WriteRejected");

        Assert.Equal(before, _server.Requests.Entries.Count);
    }

    [Fact]
    public async Task Tls_TrustsTheGivenAuthorityAndNoOther()
    {
        using RSA key = RSA.Create(2048);
        using X509Certificate2 right = SelfSigned(key, "right", IPAddress.Loopback);
        await using LocalServerHost server = await LocalServerHost.StartAsync(TestServers.Options with { Certificate = right, Token = "t" });
        string trusted = Path.Combine(_folder.FullName, "right.pem");
        File.WriteAllText(trusted, right.ExportCertificatePem());
        string other = Path.Combine(_folder.FullName, "other.pem");
        using RSA otherKey = RSA.Create(2048);
        using X509Certificate2 wrong = SelfSigned(otherKey, "other", IPAddress.Loopback);
        File.WriteAllText(other, wrong.ExportCertificatePem());
        _engine.Set("uri", server.Address);

        _engine.Run("Connect-InfluxDatabase $uri db -Name tls -Token t").FailWith("ConnectionFailed");
        _engine.Run($"Connect-InfluxDatabase $uri db -Name tls -Token t -CertificateAuthority '{other}'").FailWith("ConnectionFailed");
        _engine.Run($"Connect-InfluxDatabase $uri db -Name tls -Token t -CertificateAuthority '{trusted}'").Succeed();
        Assert.Equal(1L, Count(_engine.Run("@{ time = 1; v = 1.5 } | Write-InfluxPoints m -Connection tls").Succeed().Output[0], "PointsWritten"));
        Assert.Equal([1L], _engine.Run("(Invoke-InfluxQuery 'SELECT COUNT(v) AS n FROM m' -Language InfluxQL -Connection tls).n").Values);
        _engine.Run("Connect-InfluxDatabase $uri db -Name skip -Token t -SkipCertificateCheck").Succeed();
    }

    [Fact]
    public async Task Tls_WrongHostName_IsRefusedAlsoWithTheRightAuthority()
    {
        using RSA key = RSA.Create(2048);
        using X509Certificate2 elsewhere = SelfSigned(key, "elsewhere", IPAddress.Parse("192.0.2.1"));
        await using LocalServerHost server = await LocalServerHost.StartAsync(TestServers.Options with { Certificate = elsewhere, Token = "t" });
        string authority = Path.Combine(_folder.FullName, "ca.pem");
        File.WriteAllText(authority, elsewhere.ExportCertificatePem());

        _engine.Run($"Connect-InfluxDatabase {server.Address} db -Name tls -Token t -CertificateAuthority '{authority}'").FailWith("ConnectionFailed");
    }

    private object?[] Stored()
        => _engine.Run("$n = [long]0; Invoke-InfluxQuery 'SELECT * FROM m' -Language InfluxQL -AsBatch | ForEach-Object { $n += $_.RowCount }; $n").Values;

    private static X509Certificate2 SelfSigned(RSA key, string name, IPAddress address)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        // Windows' TLS wants a key that was imported.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static long Count(PSObject result, string name) => (long)result.Properties[name].Value;
}
