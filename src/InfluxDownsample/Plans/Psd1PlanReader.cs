using System.Management.Automation.Language;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Reading;

namespace InfluxDownsample.Plans;

/// <summary>Reads a plan written as a psd1 file. Nothing of it is run: what is no value is a finding.</summary>
internal sealed class Psd1PlanReader(PlanFindings findings)
{
    /// <summary>The root; null when the file can't be read as one hashtable.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file, which <c>$PSScriptRoot</c> goes by.</param>
    public PlanNode? Read(string text, string path)
    {
        ScriptBlockAst script = Parser.ParseInput(text, path, out _, out ParseError[] errors);
        foreach (ParseError error in errors)
        {
            findings.Error(error.Extent.StartLineNumber, "", $"PowerShell can't read the line: {TokenTraces.Mask(error.Message)}");
        }

        if (errors.Length > 0)
        {
            return null;
        }

        StatementAst[] statements = [.. script.EndBlock?.Statements ?? Enumerable.Empty<StatementAst>()];
        bool isBare = script.ParamBlock is null && script.BeginBlock is null && script.ProcessBlock is null;
        if (isBare && statements is [var only] && ExpressionOf(only) is HashtableAst root)
        {
            return ReadMap(root, "");
        }

        findings.Error(statements.Length > 0 ? statements[^1].Extent.StartLineNumber : 1, "", "A plan is one hashtable, @{ … }, and nothing else.");
        return null;
    }

    private PlanMap ReadMap(HashtableAst map, string key)
    {
        List<PlanEntry> entries = [];
        foreach ((ExpressionAst nameAst, StatementAst value) in map.KeyValuePairs)
        {
            string name = nameAst is ConstantExpressionAst constant ? constant.Value?.ToString() ?? "" : "";
            if (name.Length == 0)
            {
                findings.Error(nameAst.Extent.StartLineNumber, key, "A name in a plan is plain text.");
                continue;
            }

            entries.Add(new PlanEntry(name, nameAst.Extent.StartLineNumber, ReadStatement(value, PlanNode.KeyOf(key, name))));
        }

        return new PlanMap(map.Extent.StartLineNumber, key, entries);
    }

    private PlanNode ReadStatement(StatementAst statement, string key)
        => ExpressionOf(statement) is { } expression ? Read(expression, key) : NotData(statement, key);

    private PlanNode Read(ExpressionAst expression, string key)
    {
        int line = expression.Extent.StartLineNumber;
        return expression switch
        {
            HashtableAst map => ReadMap(map, key),
            ArrayLiteralAst list => ReadList(line, list.Elements, key),
            ArrayExpressionAst list => ReadList(line, [.. Elements(list.SubExpression.Statements)], key),
            ParenExpressionAst inner when ExpressionOf(inner.Pipeline) is { } value => Read(value, key),
            ConvertExpressionAst { Type.TypeName.Name: "ordered" } ordered => Read(ordered.Child, key),
            // 30s and 1d are numbers with a suffix to PowerShell, and durations here.
            ConstantExpressionAst { Value: not string } number when char.IsAsciiLetter(number.Extent.Text[^1]) => new PlanValue(line, key, number.Extent.Text),
            _ => ReadValue(expression, key),
        };
    }

    private PlanValue ReadValue(ExpressionAst expression, string key)
    {
        try
        {
            object? value = expression.SafeGetValue();
            return value is null or string or bool or IConvertible ? new PlanValue(expression.Extent.StartLineNumber, key, value) : NotData(expression, key);
        }
        catch (InvalidOperationException)
        {
            return NotData(expression, key);
        }
    }

    private PlanList ReadList(int line, IReadOnlyList<Ast> elements, string key)
        => new(line, key, [.. elements.Select((element, index) => element is ExpressionAst expression
            ? Read(expression, $"{key}[{index}]") : NotData(element, $"{key}[{index}]"))]);

    // @( 'a', 'b' ) is one list, and so is one item on each line.
    private static IEnumerable<Ast> Elements(IEnumerable<StatementAst> statements) => statements.SelectMany(statement => ExpressionOf(statement) switch
    {
        ArrayLiteralAst list => list.Elements,
        { } expression => [expression],
        null => (IEnumerable<Ast>)[statement],
    });

    private static ExpressionAst? ExpressionOf(Ast statement)
        => statement is PipelineAst { PipelineElements: [CommandExpressionAst { Redirections.Count: 0 } command] } ? command.Expression : null;

    // What it says is not repeated: it may hold a token.
    private PlanValue NotData(Ast ast, string key)
    {
        int line = ast.Extent.StartLineNumber;
        VariableExpressionAst? variable = ast.Find(static part => part is VariableExpressionAst, searchNestedScriptBlocks: true) as VariableExpressionAst;
        bool isWord = ast is PipelineAst { PipelineElements: [CommandAst { CommandElements.Count: 1 }] };
        findings.Error(line, key, isWord ? "Text stands in quotes: '15m'."
            : variable is not null ? $"${variable.VariablePath.UserPath} has no value here: a plan is read and never run. For a token, write "
                + "TokenVariable = 'NAME'."
            : "This would have to be run: a plan holds only values.");
        return new PlanValue(line, key, null);
    }
}
