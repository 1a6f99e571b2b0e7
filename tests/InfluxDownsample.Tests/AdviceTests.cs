using System.Management.Automation;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>Messages name only parameters that whoever reads them can type.</summary>
public sealed class AdviceTests : IDisposable
{
    private readonly HostedEngine _engine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("m f=1.5,i=2.5 5", "'i'", "integer", "float")]
    [InlineData("m f=\"high\" 5", "'f'", "float", "string")]
    [InlineData("m tag=\"y\" 5", "'tag'", "a tag", "string")]
    [InlineData("m,s=y f=1.5 5", "'s'", "string", "a tag")]
    public async Task SchemaConflict_OfAFile_AdvisesOnlyWhatHelpsWithAFile(string line, string column, string stored, string given)
    {
        await using LocalServerHost server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {server.Address} db; @{{ time = 1; tag = 'x'; f = 0.5; i = 1; s = 'text' }} | Write-InfluxPoints m -TagColumn tag | Out-Null").Succeed();
        string file = Path.Combine(_folder.FullName, "lines.lp");
        File.WriteAllText(file, $"m f=2.5 4\n{line}\n");

        ErrorRecord error = _engine.Run($"Import-InfluxLineProtocol '{file}'").FailWith("SchemaConflict");

        Assert.All([$"'{file}', line 2", column, stored, given, "-AcceptPartial"], part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal));
        Assert.All(["-FieldType", "-TagColumn"], part => Assert.DoesNotContain(part, error.ToString(), StringComparison.Ordinal));
        // Shells show it below the message, which says it already.
        Assert.Null(error.ErrorDetails?.RecommendedAction);
        Assert.Equal(1L, _engine.Run($"Import-InfluxLineProtocol '{file}' -AcceptPartial").Output[0].Properties["PointsWritten"].Value);
    }

    [Theory]
    [InlineData("room temp", "@{ 'room temp' = 'string' }")]
    [InlineData("it's", "@{ 'it''s' = 'string' }")]
    [InlineData("Größe", "@{ 'Größe' = 'string' }")]
    [InlineData("v1_x", "@{ v1_x = 'string' }")]
    public async Task TypeThatAnErrorAdvises_CanBeTyped(string name, string advice)
    {
        await using LocalServerHost server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Set("name", name);
        _engine.Run($"Connect-InfluxDatabase {server.Address} db; @{{ time = 1; $name = 'text' }} | Write-InfluxPoints m | Out-Null").Succeed();

        string error = _engine.Run("@{ time = 2; $name = 1.5 } | Write-InfluxPoints m").FailWith("SchemaConflict").ToString();

        Assert.Contains($"-FieldType {advice}", error, StringComparison.Ordinal);
        _engine.Run($"@{{ time = 2; $name = 1.5 }} | Write-InfluxPoints m -FieldType {advice}").Succeed();
    }

    [Fact]
    public void ParameterOfAnotherCommand_IsFoundOut()
    {
        Type[] cmdlets = Cmdlets();
        Type import = cmdlets.Single(static type => type.Name == "ImportInfluxLineProtocolCommand");

        Assert.Equal("TagColumn", AdvisedParameters.FindWrong("Say -Precision, or -TagColumn x.", cmdlets, [import]));
        Assert.Equal("TagColumn", AdvisedParameters.FindWrong("Use Get-InfluxDatabase -TagColumn x.", cmdlets, [import]));
        Assert.Null(AdvisedParameters.FindWrong("Say -Precision, or Write-InfluxPoints -TagColumn x, or Import-Csv -Delimiter ';'.", cmdlets, [import]));
    }

    // Also of the texts that no test provokes.
    [Fact]
    public void EveryParameterInATextOfTheModule_IsOneOfACmdlet()
    {
        Type[] cmdlets = Cmdlets();
        string folder = Path.GetDirectoryName(cmdlets[0].Assembly.Location)!;
        string[] texts = [.. TextsOf(Path.Combine(folder, "InfluxDownsample.dll")), .. TextsOf(Path.Combine(folder, "InfluxDownsample.Core.dll"))];

        Assert.Contains(texts, static text => text.Contains("-AcceptPartial", StringComparison.Ordinal));
        Assert.All(texts, text => Assert.Null(AdvisedParameters.FindWrong(text, cmdlets, cmdlets)));
    }

    [Fact]
    public void ParametersThatWriteAndImportShare_AreDeclaredAlike()
    {
        Dictionary<string, string> write = Declared("Write-InfluxPoints");
        Dictionary<string, string> import = Declared("Import-InfluxLineProtocol");

        string[] shared = [.. write.Keys.Intersect(import.Keys).Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["AcceptPartial", "BatchSize", "Connection", "Database", "MaxRetry", "NoSync", "Precision", "RejectedPath", "SkipSchemaCheck", "ThrottleLimit", "TimeoutSec"], shared);
        // Of stamps in files and of numbers in objects other things are to be said.
        Assert.All(shared.Except(["Precision"]), name => Assert.Equal(write[name], import[name]));
    }

    private Dictionary<string, string> Declared(string command)
    {
        var info = (CmdletInfo)_engine.Run($"Get-Command {command}").Succeed().Output[0].BaseObject;
        object made = Activator.CreateInstance(info.ImplementingType)!;
        return info.Parameters.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name))
            .ToDictionary(
                static parameter => parameter.Name,
                parameter => $"{parameter.ParameterType} {info.ImplementingType.GetProperty(parameter.Name)!.GetValue(made)} "
                    + string.Join("; ", parameter.Attributes.Select(Describe).Where(static text => text.Length > 0).Order(StringComparer.Ordinal)));
    }

    private static string Describe(Attribute attribute) => attribute switch
    {
        ParameterAttribute parameter => $"{parameter.Mandatory} {parameter.Position} {parameter.HelpMessage}",
        ValidateRangeAttribute range => $"{range.MinRange} to {range.MaxRange}",
        // The compiler's own say nothing to the engine.
        _ => attribute.GetType().Namespace == "System.Runtime.CompilerServices" ? "" : attribute.GetType().Name,
    };

    private Type[] Cmdlets() => AdvisedParameters.CmdletsOf(((CmdletInfo)_engine.Run("Get-Command Write-InfluxPoints").Succeed().Output[0].BaseObject).ImplementingType.Assembly);

    private static IEnumerable<string> TextsOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        MetadataReader reader = file.GetMetadataReader();
        for (UserStringHandle text = MetadataTokens.UserStringHandle(1); !text.IsNil; text = reader.GetNextHandle(text))
        {
            yield return reader.GetUserString(text);
        }
    }
}
