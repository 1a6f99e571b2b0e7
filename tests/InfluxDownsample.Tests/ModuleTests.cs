using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>Importing the module: what it exports, again and again, beside modules that bring other versions of the same libraries.</summary>
public sealed class ModuleTests : IDisposable
{
    private readonly HostedEngine _engine = new(import: false);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("influxdownsample-");

    public void Dispose()
    {
        _engine.Dispose();
        // On Windows a loaded assembly keeps its file.
        _folder.Delete(recursive: !OperatingSystem.IsWindows() || _folder.GetFiles("*.dll").Length == 0);
    }

    [Fact]
    public void What_the_manifest_lists_is_exported_after_each_import()
    {
        string script = $$"""
            Import-Module '{{Checkout.Manifest}}' -Force
            $module = Get-Module InfluxDownsample
            "$($module.ExportedCommands.Values | Where-Object CommandType -eq Cmdlet | ForEach-Object Name)"
            "$($module.ExportedAliases.Values | ForEach-Object { "$_=$($_.Definition)" })"
            "$(@(Get-InfluxConnection).Count) $((Get-Command Sort-InfluxPoints).ResolvedCommandName)"
            $module.Version.ToString()
            """;
        string manifest = File.ReadAllText(Checkout.Manifest);
        string[] listed = [.. System.Text.RegularExpressions.Regex.Matches(manifest[manifest.IndexOf("CmdletsToExport", StringComparison.Ordinal)..], "'([A-Z][A-Za-z]+-[A-Za-z]+)'")
            .Select(match => match.Groups[1].Value)];

        for (int import = 0; import < 3; import++)
        {
            string[] texts = _engine.Run(script).Succeed().Texts;

            Assert.Equal(listed.Order(StringComparer.OrdinalIgnoreCase), texts[0].Split(' ').Order(StringComparer.OrdinalIgnoreCase));
            Assert.Equal(["Sort-InfluxPoints=Optimize-InfluxPoints", "0 Optimize-InfluxPoints"], texts[1..3]);
            Assert.Equal(ModuleAssembly().GetName().Version!.ToString(3), texts[3]);
        }
    }

    [Fact]
    public async Task Points_keep_their_properties_after_a_forced_import()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));

        Assert.Equal(["office", "office"], _engine.Run($$"""
            Import-Module '{{Checkout.Manifest}}'
            $p = Invoke-InfluxQuery 'SELECT' -Connection '{{server.Connection}}'
            Import-Module '{{Checkout.Manifest}}' -Force
            $p.room
            (Invoke-InfluxQuery 'SELECT' -Connection '{{server.Connection}}').room
            """).Succeed().Texts);
    }

    [Fact]
    public void A_checkout_that_was_not_built_gives_one_error_that_says_what_to_do()
    {
        string module = _folder.CreateSubdirectory("module").FullName;
        File.Copy(Checkout.Manifest, Path.Combine(_folder.FullName, "InfluxDownsample.psd1"));
        foreach (string file in Directory.GetFiles(Path.Combine(Checkout.Root, "module")))
        {
            File.Copy(file, Path.Combine(module, Path.GetFileName(file)));
        }

        Answer answer = _engine.Run($"Import-Module '{_folder.FullName}/InfluxDownsample.psd1'");

        string error = Assert.Single(answer.Errors).ToString();
        Assert.StartsWith("module/bin/net8.0/InfluxDownsample.Loader.dll is not there", error, StringComparison.Ordinal);
        Assert.Contains("dotnet build", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_removed_module_leaves_no_command_behind()
        => Assert.Equal([0], _engine.Run($$"""
            Import-Module '{{Checkout.Manifest}}'
            Remove-Module InfluxDownsample
            @(Get-Command *-Influx* -ErrorAction Ignore).Count
            """).Succeed().Values);

    [Fact]
    public async Task Modules_with_other_versions_of_its_libraries_load_beside_it_before_and_after()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));

        Assert.Equal(
            ["Google.Protobuf 1.2.3.4", "office", "Grpc.Core.Api 1.2.3.4", "office"],
            _engine.Run($$"""
                Import-Module '{{OtherModule("Google.Protobuf")}}'; Get-OtherLibrary
                Import-Module '{{Checkout.Manifest}}'
                (Invoke-InfluxQuery 'SELECT' -Connection '{{server.Connection}}').room
                Import-Module '{{OtherModule("Grpc.Core.Api")}}' -Force; Get-OtherLibrary
                (Invoke-InfluxQuery 'SELECT' -Connection '{{server.Connection}}').room
                """).Succeed().Texts);
    }

    [Fact]
    public async Task Its_libraries_are_in_a_load_context_of_its_own()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));
        _engine.Run($"Import-Module '{Checkout.Manifest}'; $null = Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}'").Succeed();
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(ModuleAssembly())!;

        string[] isolated = [.. context.Assemblies.Select(assembly => assembly.GetName().Name!)];

        Assert.NotSame(AssemblyLoadContext.Default, context);
        Assert.Superset(
            new HashSet<string> { "Apache.Arrow", "Apache.Arrow.Flight", "Google.Protobuf", "Grpc.Core.Api", "Grpc.Net.Client", "InfluxDB3.Client", "InfluxDownsample.Core" },
            isolated.ToHashSet());
        Assert.DoesNotContain("System.Management.Automation", isolated);
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, assembly => assembly.GetName().Name == "InfluxDownsample");
    }

    [Fact]
    public void The_notices_name_what_ships_and_nothing_else()
    {
        string notices = File.ReadAllText(Path.Combine(Checkout.Root, "THIRD-PARTY-NOTICES.md"));

        string[] shipped = [.. Directory.GetFiles(Path.Combine(Checkout.Root, "module", "bin", "net8.0"), "*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(static name => !name!.StartsWith("InfluxDownsample", StringComparison.Ordinal))
            // The one library that is not called like its package.
            .Select(static name => name == "OxyPlot" ? "OxyPlot.Core" : name).Order(StringComparer.Ordinal)!];

        Assert.Equal(shipped, Regex.Matches(notices, @"^\| ([\w.]+) \| (MIT|Apache-2\.0|BSD-3-Clause) \|", RegexOptions.Multiline)
            .Select(static row => row.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Scripts_see_no_type_of_its_libraries()
    {
        _engine.Run($"Import-Module '{Checkout.Manifest}'").Succeed();
        IEnumerable<Type> seen = ModuleAssembly().GetExportedTypes()
            .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
            .SelectMany(member => member switch
            {
                PropertyInfo property => [property.PropertyType],
                MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType),
                _ => Enumerable.Empty<Type>(),
            });

        Assert.DoesNotContain(seen, type => type.FullName is { } name
            && (name.StartsWith("Apache.", StringComparison.Ordinal) || name.StartsWith("Grpc.", StringComparison.Ordinal) || name.StartsWith("Google.", StringComparison.Ordinal)
                || name.StartsWith("InfluxDB3.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_cmdlet_says_what_it_returns_and_every_parameter_what_it_is_for()
    {
        _engine.Run($"Import-Module '{Checkout.Manifest}'").Succeed();

        Assert.Equal([], _engine.Run("""
            foreach ($command in Get-Command -Module InfluxDownsample -CommandType Cmdlet) {
                if ($command.OutputType.Count -eq 0) { "$command has no output type" }
                $own = $command.ImplementingType.GetProperties().Name
                foreach ($parameter in $command.Parameters.Values | Where-Object Name -in $own) {
                    foreach ($set in $parameter.ParameterSets.Values) {
                        if (-not $set.HelpMessage) { "$command -$($parameter.Name) has no help message" }
                    }
                }
            }
            """).Succeed().Texts);
    }

    private static Assembly ModuleAssembly()
        => AssemblyLoadContext.All.SelectMany(context => context.Assemblies).Last(assembly => assembly.GetName().Name == "InfluxDownsample");

    // A module with a library of that name, of a version nobody else has, in a load context of its own as such modules do.
    private string OtherModule(string library)
    {
        var name = new AssemblyName(library) { Version = new Version(1, 2, 3, 4) };
        string path = Path.Combine(_folder.FullName, library + ".dll");
        var assembly = new PersistedAssemblyBuilder(name, typeof(object).Assembly);
        assembly.DefineDynamicModule(library).DefineType("Other", TypeAttributes.Public).CreateType();
        assembly.Save(path);
        string module = Path.Combine(_folder.FullName, library + "User.psm1");
        File.WriteAllText(module, $$"""
            $library = [System.Runtime.Loader.AssemblyLoadContext]::new('{{library}}').LoadFromAssemblyPath('{{path}}')
            function Get-OtherLibrary { "$($library.GetName().Name) $($library.GetName().Version)" }
            """);
        return module;
    }
}
