using System.Reflection;
using System.Runtime.Loader;

namespace InfluxDownsample.Loader;

/// <summary>
/// Keeps the module and everything it ships (Arrow, gRPC, Protobuf) apart from other modules that bring other versions.
/// What is not beside this assembly (the engine, the framework) comes from the default context, so types shared with PowerShell stay the same types.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string ModuleName = "InfluxDownsample";

    private static readonly Lazy<Assembly> s_module = new(() => new ModuleLoadContext().LoadFromAssemblyName(new AssemblyName(ModuleName)));

    private readonly string _directory = Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;

    private ModuleLoadContext()
        : base(ModuleName)
    {
    }

    /// <summary>Whether this process has the assembly with the cmdlets already, for whatever runspace.</summary>
    public static bool IsLoaded => s_module.IsValueCreated;

    /// <summary>Loads the assembly with the cmdlets, once per process; every runspace gets the same one.</summary>
    /// <param name="folder">The folder of the script that asks, which has this assembly in <c>bin/net8.0</c>.</param>
    /// <exception cref="InvalidOperationException">The process has another copy of the module.</exception>
    public static Assembly LoadModule(string folder)
    {
        string own = typeof(ModuleLoadContext).Assembly.Location;
        return own.Equals(Path.GetFullPath(Path.Combine("bin", "net8.0", Path.GetFileName(own)), folder), StringComparison.OrdinalIgnoreCase)
            ? s_module.Value : throw new InvalidOperationException("Another copy of the module is loaded.");
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_directory, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
