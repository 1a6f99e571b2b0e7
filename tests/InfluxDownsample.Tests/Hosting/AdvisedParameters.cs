using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>
/// What an error or a warning advises can be typed: each parameter that it names is one of the cmdlet that says it, or of a command that it names before. Looked
/// at in all that scripts of tests are told.
/// </summary>
internal static partial class AdvisedParameters
{
    public static void Check(ErrorRecord error) => Check(error.InvocationInfo, $"{error} {error.ErrorDetails?.RecommendedAction}");

    public static void Check(WarningRecord warning) => Check(warning.InvocationInfo, warning.Message);

    /// <summary>The first parameter of a text that cannot be typed; null when all can.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cmdlets">The cmdlets of the module.</param>
    /// <param name="says">Those that may say it.</param>
    public static string? FindWrong(string text, IReadOnlyCollection<Type> cmdlets, IReadOnlyCollection<Type> says)
    {
        string? command = null;
        foreach (Match match in Word().Matches(text))
        {
            if (match.Groups["command"].Success)
            {
                command = match.Value;
                continue;
            }

            string parameter = match.Groups["parameter"].Value;
            Type? named = cmdlets.FirstOrDefault(cmdlet => NameOf(cmdlet) == command);
            bool isOfAnother = command is not null && (named is null || Has(named, parameter));
            if (!isOfAnother && !says.Any(cmdlet => Has(cmdlet, parameter)))
            {
                return parameter;
            }
        }

        return null;
    }

    /// <summary>The cmdlets of an assembly.</summary>
    public static Type[] CmdletsOf(Assembly module) => [.. module.GetTypes().Where(static type => type.IsDefined(typeof(CmdletAttribute)))];

    private static void Check(InvocationInfo? invocation, string text)
    {
        if (invocation?.MyCommand is CmdletInfo { ModuleName: "InfluxDownsample", ImplementingType: { } cmdlet }
            && FindWrong(text, CmdletsOf(cmdlet.Assembly), [cmdlet]) is { } wrong)
        {
            Assert.Fail($"{NameOf(cmdlet)} has no -{wrong}, and says: {text}");
        }
    }

    private static string NameOf(Type cmdlet) => cmdlet.GetCustomAttribute<CmdletAttribute>() is { } name ? $"{name.VerbName}-{name.NounName}" : "";

    private static bool Has(Type cmdlet, string parameter)
        => cmdlet.GetProperty(parameter)?.IsDefined(typeof(ParameterAttribute)) == true
            || Cmdlet.CommonParameters.Contains(parameter) || Cmdlet.OptionalCommonParameters.Contains(parameter);

    [GeneratedRegex(@"(?<command>\b[A-Z][A-Za-z]+-[A-Z][A-Za-z]+\b)|(?<=^|[\s(])-(?<parameter>[A-Z][A-Za-z]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
