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

    private static readonly Lazy<Assembly> s_module = new(Load);

    private readonly string _directory = Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;

    private ModuleLoadContext()
        : base(ModuleName)
    {
    }

    /// <summary>Loads the assembly with the cmdlets, once per process; every runspace gets the same one.</summary>
    public static Assembly LoadModule() => s_module.Value;

    private static Assembly Load()
    {
        Assembly module = new ModuleLoadContext().LoadFromAssemblyName(new AssemblyName(ModuleName));
        // The engine reads types files on any thread of the pool, and there it finds a type of this context only by the name of its assembly.
        Default.Resolving += (_, name) => name.Name == ModuleName ? module : null;
        return module;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_directory, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
