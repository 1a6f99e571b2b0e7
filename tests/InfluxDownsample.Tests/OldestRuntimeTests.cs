using System.Reflection;
using System.Runtime.Loader;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>PowerShell 7.4 runs on .NET 8, and what ships brings no part of a newer one.</summary>
public sealed class OldestRuntimeTests
{
    [Fact]
    public async Task A_request_and_a_query_ask_for_nothing_newer_than_net8()
    {
        await using LocalServerHost server = await LocalServerHost.StartAsync(TestServers.Options);
        var context = new Net8Context(Path.Combine(Checkout.Root, "module", "bin", "net8.0"));
        Assembly core = context.LoadFromAssemblyName(new AssemblyName("InfluxDownsample.Core"));
        Type settingsType = core.GetType("InfluxDownsample.Core.Connections.ConnectionSettings", throwOnError: true)!;
        object settings = Activator.CreateInstance(settingsType)!;
        settingsType.GetProperty("Uri")!.SetValue(settings, server.Address);
        settingsType.GetProperty("Database")!.SetValue(settings, "_internal");
        Type clientType = core.GetType("InfluxDownsample.Core.Connections.InfluxClient", throwOnError: true)!;
        using var client = (IDisposable)Activator.CreateInstance(clientType, settings)!;

        // Asks for the version over HTTP and runs a query over Flight.
        var asked = (Task)clientType.GetMethod("CheckAsync")!.Invoke(client, [CancellationToken.None])!;
        await asked;

        object check = asked.GetType().GetProperty("Result")!.GetValue(asked)!;
        Assert.Null(check.GetType().GetProperty("Problem")!.GetValue(check));
        Assert.Equal(true, check.GetType().GetProperty("DatabaseExists")!.GetValue(check));
        Assert.Contains(context.Assemblies, static assembly => assembly.GetName().Name == "InfluxDB3.Client");
        // What only charts need is not loaded for them: neither by a query nor by the engine's look at the cmdlets.
        Assert.NotEmpty(context.LoadFromAssemblyName(new AssemblyName("InfluxDownsample")).GetExportedTypes());
        Assert.DoesNotContain(context.Assemblies, static assembly => assembly.GetName().Name == "OxyPlot");
        Assert.Empty(context.Refused);
    }

    // As the module's own, on a runtime whose framework is version 8.
    private sealed class Net8Context(string directory) : AssemblyLoadContext("net8")
    {
        public List<string> Refused { get; } = [];

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(directory, assemblyName.Name + ".dll");
            if (File.Exists(path))
            {
                return LoadFromAssemblyPath(path);
            }

            if (assemblyName.Version is { Major: > 8 })
            {
                Refused.Add(assemblyName.FullName);
                throw new FileNotFoundException("A framework of version 8 does not have it.", assemblyName.FullName);
            }

            return null;
        }
    }
}
