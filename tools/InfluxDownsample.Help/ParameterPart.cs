namespace InfluxDownsample.Help;

/// <summary>A parameter: its text and the facts in the yaml block below it.</summary>
internal sealed record ParameterPart(string Name, string Text, IReadOnlyDictionary<string, string> Facts)
{
    public string Type => Facts["Type"];

    public bool IsSwitch => Type == "SwitchParameter";

    public static ParameterPart Read(PageSection part)
    {
        string[] pieces = part.Body.Split("```");
        Dictionary<string, string> facts = pieces[1].Split('\n')
            .Select(line => line.Split(": ", 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1].Trim());
        return new ParameterPart(part.Title.TrimStart('-'), pieces[0].Trim(), facts);
    }
}
