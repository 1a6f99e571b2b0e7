using System.Management.Automation;
using System.Security;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>Making and registering connections.</summary>
public sealed class ConnectInfluxDatabaseTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task It_returns_and_registers_what_the_server_says_it_is()
    {
        string database = await server.DatabaseWith("home temp=1 1");

        PSObject connection = Assert.Single(_engine.Run($"Connect-InfluxDatabase {server.Host.Address} {database} -Token {TestServer.Token} -Name raw -Organization org").Succeed().Output);

        Assert.Equal(
            $"raw {server.Host.Address} {database} Core org True True",
            _engine.Run("$c = Get-InfluxConnection raw; \"$($c.Name) $($c.Uri) $($c.Database) $($c.Edition) $($c.Organization) $($c.ServerVersion -match '^3\\.') $($null -eq (Get-InfluxConnection default*))\"").Succeed().Texts[0]);
        Assert.Equal(["Name", "Uri", "Database", "Edition", "ServerVersion", "Organization"], connection.Properties.Select(property => property.Name));
    }

    [Fact]
    public void A_token_is_taken_as_secure_string_or_text_and_shown_nowhere()
    {
        using var token = new SecureString();
        foreach (char character in TestServer.Token)
        {
            token.AppendChar(character);
        }

        _engine.Set("token", token);

        Answer answer = _engine.Run($$"""
            $VerbosePreference = $DebugPreference = 'Continue'
            $c = Connect-InfluxDatabase {{server.Host.Address}} -Token $token
            $d = Connect-InfluxDatabase '{{server.Host.Address}}?token={{TestServer.Token}}' -Name string
            foreach ($x in $c, $d) { "$x"; $x.PSObject.Properties | ForEach-Object { "$($_.Value)" } }
            $VerbosePreference = $DebugPreference = 'SilentlyContinue'
            """).Succeed();

        Assert.DoesNotContain(answer.Texts.Concat(answer.Verbose), text => text.Contains(TestServer.Token, StringComparison.Ordinal));
        Assert.NotEmpty(answer.Verbose);
    }

    [Fact]
    public void A_wrong_token_is_refused_and_nothing_is_registered()
    {
        ErrorRecord error = _engine.Run($"Connect-InfluxDatabase {server.Host.Address} db -Token wrong_token_value").FailWith("AuthenticationFailed");

        Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
        Assert.DoesNotContain("wrong_token_value", $"{error} {error.Exception} {error.TargetObject} {error.ErrorDetails?.RecommendedAction}", StringComparison.Ordinal);
        Assert.Empty(_engine.Run("Get-InfluxConnection").Succeed().Output);
    }

    [Theory]
    [InlineData("Connect-InfluxDatabase http://127.0.0.1:1", "ConnectionFailed", ErrorCategory.ConnectionError)]
    [InlineData("Connect-InfluxDatabase https://no-such-host.invalid", "ConnectionFailed", ErrorCategory.ConnectionError)]
    [InlineData("Connect-InfluxDatabase http://influx.example.test -Token t", "InsecureConnection", ErrorCategory.SecurityError)]
    [InlineData("Connect-InfluxDatabase ftp://host -Token t", "InvalidParameter", ErrorCategory.InvalidArgument)]
    [InlineData("Connect-InfluxDatabase host:8181", "InvalidParameter", ErrorCategory.InvalidArgument)]
    [InlineData("Connect-InfluxDatabase office", "InvalidParameter", ErrorCategory.InvalidArgument)]
    [InlineData("Connect-InfluxDatabase 'https://user:secret@host'", "InvalidParameter", ErrorCategory.InvalidArgument)]
    [InlineData("Connect-InfluxDatabase 'https://host?tokn=x'", "InvalidParameter", ErrorCategory.InvalidArgument)]
    [InlineData("Connect-InfluxDatabase https://host -CertificateAuthority ./no-such.pem", "FileNotFound", ErrorCategory.ObjectNotFound)]
    public void What_cannot_work_has_its_error_id(string script, string id, ErrorCategory category)
    {
        ErrorRecord error = _engine.Run(script).FailWith(id);

        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.DoesNotContain("secret", $"{error} {error.TargetObject}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_is_not_there_yet_is_a_warning()
    {
        Answer answer = _engine.Run($"Connect-InfluxDatabase {server.Host.Address} notyet -Token {TestServer.Token}").Succeed();

        Assert.Single(answer.Output);
        Assert.Contains("'notyet'", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_is_not_there_may_be_one_of_a_near_name()
    {
        const string Near = "nearly_there";
        _engine.Run($"New-InfluxDatabase {Near} -Connection (Connect-InfluxDatabase {server.Host.Address} -Token {TestServer.Token} -Name near)").Succeed();

        Answer answer = _engine.Run($"Connect-InfluxDatabase {server.Host.Address} nearly_thre -Token {TestServer.Token}").Succeed();

        Assert.EndsWith($" yet. Did you mean '{Near}'?", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Skipping_the_check_asks_nobody()
    {
        Assert.Equal(
            ["default Auto", "c https://host/ d"],
            _engine.Run("""
                Connect-InfluxDatabase http://127.0.0.1:1 -SkipCheck | ForEach-Object { "$($_.Name) $($_.Edition)" }
                Connect-InfluxDatabase 'https://host?database=fromstring&token=t' d -Name c -SkipCheck | ForEach-Object { "$_ $($_.Uri) $($_.Database)" }
                """).Succeed().Texts);
    }

    [Fact]
    public void Connecting_again_replaces_the_connection_of_that_name()
    {
        Assert.Equal(["b", "1"], _engine.Run("""
            $null = Connect-InfluxDatabase http://127.0.0.1:1 a -Name X -SkipCheck
            $null = Connect-InfluxDatabase http://127.0.0.1:1 b -Name x -SkipCheck
            (Get-InfluxConnection X).Database
            @(Get-InfluxConnection).Count
            """).Succeed().Texts);
    }

    [Fact]
    public void Connections_belong_to_their_runspace()
    {
        _engine.Run("$null = Connect-InfluxDatabase http://127.0.0.1:1 -SkipCheck").Succeed();
        using var other = new HostedEngine();

        Assert.Empty(other.Run("Get-InfluxConnection").Succeed().Output);
        Assert.Single(_engine.Run("Get-InfluxConnection").Succeed().Output);
    }
}
