using System.Text.RegularExpressions;

namespace InfluxDownsample.Core.Plans.Reading;

/// <summary>
/// Finds tokens that stand in a plan in whatever form, and takes them out, so that nothing that is said later can hold one. A plan lies in repositories and
/// on shares; a token comes from an environment variable or from a registered connection.
/// </summary>
internal static partial class TokenTraces
{
    private const string Cure = "Name the environment variable that holds it with TokenVariable, or register the connection with Connect-InfluxDatabase, "
        + "and give this token back: whoever has read the file has it.";

    // What these hold are names and values of the measurement's own columns, which may be called 'token'.
    private static readonly HashSet<string> s_columns = new(StringComparer.OrdinalIgnoreCase) { "Where", "Aggregate", "FieldType" };

    /// <summary>The plan without what may be a token; each is a finding.</summary>
    public static PlanNode Remove(PlanNode root, PlanFindings findings) => Clean(root, isColumns: false, findings);

    /// <summary>Looks for tokens in what is no part of the plan, such as comments.</summary>
    public static void FindInText(string text, PlanFindings findings)
    {
        // A signature at the end of the file is as long and as unreadable as a token.
        text = text.Split("# SIG # Begin signature block", 2)[0];
        int number = 0;
        HashSet<int> known = [.. findings.All.Select(finding => finding.Line)];
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (ServerToken().IsMatch(line) && !known.Contains(number))
            {
                findings.Error(number, "", $"The line holds a token. {Cure}");
            }
        }
    }

    /// <summary>The text without what may be a token.</summary>
    public static string Mask(string text) => LongWord().Replace(ServerToken().Replace(Setting().Replace(text, "token=…"), "…"), "…");

    /// <summary>Whether a text can be the name of an environment variable and is no token that was taken for one.</summary>
    public static bool IsVariableName(string text)
        => VariableName().IsMatch(text) && !text.StartsWith("apiv3_", StringComparison.OrdinalIgnoreCase) && (text.Length < 32 || text.Contains('_'));

    private static PlanNode Clean(PlanNode node, bool isColumns, PlanFindings findings) => node switch
    {
        PlanMap map => map with { Entries = [.. map.Entries.Select(entry => Clean(entry, map, isColumns, findings)).OfType<PlanEntry>()] },
        PlanList list => list with
        {
            Items = [.. list.Items.Where(item => !Report(item, isColumns, findings)).Select(item => Clean(item, isColumns, findings))],
        },
        _ => node,
    };

    private static PlanEntry? Clean(PlanEntry entry, PlanMap map, bool isColumns, PlanFindings findings)
    {
        if (MayBeToken(entry.Name, isColumns))
        {
            findings.Error(entry.Line, map.Key, $"A name here holds a token. {Cure}");
            return null;
        }

        if (!isColumns && IsNameOfToken(entry.Name) && entry.Value is not PlanMap)
        {
            findings.Error(entry.Line, entry.Value.Key, $"'{entry.Name}' holds a token, which does not belong in a plan. {Cure}");
            return null;
        }

        if (entry.Name.Equals(PlanKeys.TokenVariable, StringComparison.OrdinalIgnoreCase)
            && entry.Value is PlanValue { Value: string variable } && !IsVariableName(variable.Trim()))
        {
            findings.Error(entry.Line, entry.Value.Key, "TokenVariable is no name of an environment variable, and is not shown: it may be the token itself. "
                + Cure);
            return null;
        }

        return Report(entry.Value, isColumns, findings)
            ? null
            : entry with { Value = Clean(entry.Value, isColumns || s_columns.Contains(entry.Name), findings) };
    }

    private static bool Report(PlanNode node, bool isColumns, PlanFindings findings)
    {
        bool isToken = node is PlanValue { Value: string text } && MayBeToken(text, isColumns);
        if (isToken)
        {
            findings.Error(node, $"The text holds a token, which does not belong in a plan. {Cure}");
        }

        return isToken;
    }

    private static bool MayBeToken(string text, bool isColumns)
        => ServerToken().IsMatch(text) || (!isColumns && (Setting().IsMatch(text) || UserInfo().IsMatch(text)));

    private static bool IsNameOfToken(string name) => !name.StartsWith("TokenV", StringComparison.OrdinalIgnoreCase) && NameOfToken().IsMatch(name);

    // As Core and Enterprise make them, and as the editions before them do.
    [GeneratedRegex(@"apiv3_[A-Za-z0-9_\-]{16,}|[A-Za-z0-9_\-+/]{60,}==")]
    private static partial Regex ServerToken();

    [GeneratedRegex(@"token\s*=\s*[^\s&]+", RegexOptions.IgnoreCase)]
    private static partial Regex Setting();

    [GeneratedRegex("://[^/?#@]+@")]
    private static partial Regex UserInfo();

    [GeneratedRegex("token|password|passwd|secret|api_?key", RegexOptions.IgnoreCase)]
    private static partial Regex NameOfToken();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex VariableName();

    [GeneratedRegex(@"[^\s'""]{32,}")]
    private static partial Regex LongWord();
}
