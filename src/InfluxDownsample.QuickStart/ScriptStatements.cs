using System.Management.Automation.Language;

namespace InfluxDownsample.QuickStart;

/// <summary>Splits a script into its statements, so that each can be shown before its result.</summary>
internal static class ScriptStatements
{
    /// <exception cref="InvalidDataException">The script does not parse.</exception>
    public static IReadOnlyList<string> Split(string script)
    {
        ScriptBlockAst ast = Parser.ParseInput(script, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            throw new InvalidDataException($"Line {errors[0].Extent.StartLineNumber}: {errors[0].Message}");
        }

        return [.. ast.EndBlock.Statements.Select(statement => statement.Extent.Text)];
    }
}
