using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>The token stays out of everything that can be seen, kept or sent on.</summary>
public sealed class TokenTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task White_space_around_it_is_no_part_of_it()
    {
        string database = await server.DatabaseWith("home,room=kitchen temp=1 1");
        _engine.Set("token", TestServer.Token);
        _engine.Set("string", server.Connection(database, TestServer.Token + "\n"));

        Answer answer = _engine.Run($$"""
            Connect-InfluxDatabase {{server.Host.Address}} {{database}} -Token "$token`r`n" -Name text | ForEach-Object Name
            Connect-InfluxDatabase {{server.Host.Address}} {{database}} -Token (ConvertTo-SecureString "  $token`n" -AsPlainText -Force) -Name secure | ForEach-Object Name
            foreach ($connection in 'text', 'secure', $string, ($string -replace 'token=([^&]*)%0A', "token=`$1`n")) {
                (Invoke-InfluxQuery 'SELECT temp FROM home' -Connection $connection).temp
            }
            """).Succeed();

        Assert.Equal(["text", "secure", 1.0, 1.0, 1.0, 1.0], answer.Values);
    }

    [Theory]
    [InlineData("`n")]
    [InlineData("`r`n")]
    [InlineData("`0")]
    [InlineData("`t")]
    [InlineData("\u00E4")]
    public void What_no_header_can_hold_is_refused_with_the_parameters_name(string inside)
    {
        foreach ((string script, string parameter) in new[]
            {
                ($"Connect-InfluxDatabase http://127.0.0.1:1 db -SkipCheck -Token \"secret{inside}word\"", "Token"),
                ($"Invoke-InfluxQuery 'SELECT 1' -Connection \"http://127.0.0.1:1?token=secret{inside}word&database=db\"", "token"),
            })
        {
            ErrorRecord error = _engine.Run(script).FailWith("InvalidParameter");
            Assert.Contains($"'{parameter}'", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("secret", error.ToString() + error.Exception + error.TargetObject, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-Token wrong", "did not accept the token")]
    [InlineData("", "no token was given")]
    public void A_refusal_says_whether_there_was_one(string option, string reason)
        => Assert.Contains(
            reason, _engine.Run($"Connect-InfluxDatabase {server.Host.Address} db {option}").FailWith("AuthenticationFailed").ToString(), StringComparison.Ordinal);

    // Both databases of a job may be on one server.
    [Fact]
    public void A_jobs_refusal_says_whether_it_is_the_targets()
    {
        string job = $$"""
            $null = Connect-InfluxDatabase {{server.Host.Address}} tokens_raw -Token {{TestServer.Token}} -Name raw -SkipCheck
            $null = Connect-InfluxDatabase {{server.Host.Address}} tokens_hours -Token wrong -Name hours -SkipCheck
            [pscustomobject]@{ time = [datetime]'2026-01-01'; v = 1.5 } | Write-InfluxPoints m -Connection raw | Out-Null
            Invoke-InfluxDownsample m -Every 1h -Source {0} -Target {1} -SettleTime 0s
            """;
        string Told(string source, string target)
            => _engine.Run(job.Replace("{0}", source, StringComparison.Ordinal).Replace("{1}", target, StringComparison.Ordinal)).FailWith("AuthenticationFailed").ToString();

        Assert.Contains("The target 'tokens_hours' can't be read: ", Told("raw", "hours"), StringComparison.Ordinal);
        Assert.DoesNotContain("target", Told("hours", "raw"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestServer.Token)]
    [InlineData("apiv3_a-token-that-the-server-refuses")]
    public async Task It_is_in_no_output_stream_error_or_serialized_object(string token)
    {
        string database = await server.DatabaseWith("home,room=kitchen temp=1 1");
        _engine.Set("token", token);
        _engine.Set("string", server.Connection(database, token));

        Answer answer = _engine.Run($$"""
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            $seen = @(
                try { Connect-InfluxDatabase {{server.Host.Address}} {{database}} -Token $token -Name c } catch { $_ }
                try { Connect-InfluxDatabase {{server.Host.Address}} {{database}} -Token $token -Name c -SkipCheck } catch { $_ }
                foreach ($connection in 'c', $string) {
                    try { Invoke-InfluxQuery 'SELECT * FROM home' -Connection $connection } catch { $_ }
                    try { Invoke-InfluxQuery 'SELEC' -Connection $connection } catch { $_ }
                    try { [pscustomobject]@{ time = 1; v = 1 } | Write-InfluxPoints -Measurement m -Connection $connection } catch { $_ }
                    Test-InfluxConnection $connection -Detailed
                }
                try { Invoke-InfluxQuery 'x' -Connection ($string + '&nonsense') } catch { $_ }
                try { Invoke-InfluxQuery 'x' -Connection ($string -replace '127.0.0.1', 'influx.example.test') } catch { $_ }
                try { Invoke-InfluxQuery 'x' -Connection ($string -replace 'http://', '') } catch { $_ }
                try { Invoke-InfluxQuery 'x' -Connection ($string -replace '//', '/') } catch { $_ }
                # What is left of it in double quotes where $server? was read as a variable.
                try { Invoke-InfluxQuery 'x' -Connection ($string -replace '^[^?]*\?', '') } catch { $_ }
                try { Get-InfluxConnection ($string -replace '^[^?]*\?', '') -ErrorAction Stop } catch { $_ }
                try { Connect-InfluxDatabase ($string -replace '127.0.0.1', 'influx.example.test') } catch { $_ }
                [InfluxDownsample.Connections.ConnectionReference]::new($string)
                Get-InfluxConnection
            )
            $VerbosePreference = $DebugPreference = $InformationPreference = 'SilentlyContinue'
            $seen.Count
            foreach ($one in $seen) {
                "$one"
                [System.Management.Automation.PSSerializer]::Serialize($one, 5)
                if ($one -is [System.Management.Automation.ErrorRecord]) {
                    $one.Exception.ToString(); "$($one.TargetObject) $($one.ErrorDetails.RecommendedAction) $($one.CategoryInfo)"
                    [System.Management.Automation.PSSerializer]::Serialize($one.Exception, 5)
                    $one.InvocationInfo.BoundParameters.Values | ForEach-Object { "$_" }
                }
            }
            """).Succeed();

        Assert.True((int)answer.Values[0]! >= 16, "The script has not shown all it should.");
        Assert.DoesNotContain(answer.Texts.Concat(answer.Verbose).Concat(answer.Warnings), text => text.Contains(token, StringComparison.Ordinal));
    }
}
