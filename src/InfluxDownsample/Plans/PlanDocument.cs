using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Reading;
using InfluxDownsample.Downsampling;
using InfluxDownsample.Files;

namespace InfluxDownsample.Plans;

/// <summary>A plan file that was read: the plan, and what is wrong with it.</summary>
internal sealed class PlanDocument
{
    private PlanDocument(string file) => File = file;

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>What is wrong with it.</summary>
    public PlanFindings Findings { get; } = new();

    /// <summary>The plan; null when the file can't be read as one.</summary>
    public Plan? Plan { get; private set; }

    /// <summary>The parameters that a plan may give to its jobs.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [.. JobColumn.All.Select(column => column.Name)];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InfluxException">
    /// <see cref="InfluxErrorId.FileNotFound"/>; <see cref="InfluxErrorId.InvalidParameter"/>: a file of another kind.
    /// </exception>
    public static PlanDocument Read(string file)
    {
        LineProtocolFiles.Require(file);
        string kind = Path.GetExtension(file).ToLowerInvariant();
        if (kind is not (".psd1" or ".json" or ".jsonc"))
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"'{file}' is no plan: a plan is a psd1 or a JSON file.") { Target = file };
        }

        string text = ReadText(file);
        var document = new PlanDocument(file);
        PlanNode? root = kind == ".psd1" ? new Psd1PlanReader(document.Findings).Read(text, file) : JsonPlanReader.Read(text, document.Findings);
        if (root is not null)
        {
            root = TokenTraces.Remove(root, document.Findings);
            document.Plan = new PlanReader(Parameters, SelectionParameters.ReadName, document.Findings).Read(root);
        }

        TokenTraces.FindInText(text, document.Findings);
        return document;
    }

    private static string ReadText(string file)
    {
        try
        {
            return System.IO.File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InfluxException(InfluxErrorId.FileNotFound, $"'{file}' cannot be read: {exception.Message}", exception) { Target = file };
        }
    }
}
