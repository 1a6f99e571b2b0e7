using System.CommandLine;
using System.Diagnostics;
using InfluxDownsample.Package;

var output = new Option<DirectoryInfo>("--output")
{
    Description = "The folder that gets InfluxDownsample/<version>, InfluxDownsample.zip and InfluxDownsample.<version>.nupkg.",
    DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Checkout.Root, "output")),
};
var noBuild = new Option<bool>("--no-build") { Description = "Take the module as it was built last." };
var command = new RootCommand("Builds the module and makes what is handed out of it.") { output, noBuild };
command.SetAction(arguments =>
{
    if (!arguments.GetValue(noBuild) && Build() is var status and not 0)
    {
        return status;
    }

    var package = new ModulePackage(Checkout.Root);
    foreach (string path in package.Write(arguments.GetRequiredValue(output).FullName))
    {
        Console.WriteLine(path);
    }

    return 0;
});
return command.Parse(args).Invoke();

// As a build machine builds, without paths of this one in the assemblies.
static int Build()
{
    using Process build = Process.Start(
        "dotnet", ["build", Path.Combine(Checkout.Root, "src", "InfluxDownsample"), "--configuration", "Release", "--verbosity", "quiet", "-p:ContinuousIntegrationBuild=true"]);
    build.WaitForExit();
    return build.ExitCode;
}
