using System.Runtime.CompilerServices;

namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// What an expression is called: as the name of a result column, in which casts do not count (wire reference 3.5), and as its full text,
/// by which equal expressions are known and which messages print. An interpolated string of names builds both at once.
/// </summary>
[InterpolatedStringHandler]
internal record struct ExpressionName(string Column, string Text)
{
    /// <summary>Nested calls must not grow names without end.</summary>
    private const int MaxLength = 4096;

    /// <summary>What the compiler calls for an interpolated string.</summary>
    public ExpressionName(int literalLength, int formattedCount)
        : this("", "")
    {
    }

    public static implicit operator ExpressionName(string name) => new(name, name);

    public static ExpressionName Join(string separator, IEnumerable<ExpressionName> names)
    {
        ExpressionName joined = "";
        foreach (ExpressionName name in names)
        {
            joined = joined.Text.Length == 0 ? name : $"{joined}{separator}{name}";
        }

        return joined;
    }

    public void AppendLiteral(string literal) => AppendFormatted(new ExpressionName(literal, literal));

    public void AppendFormatted(ExpressionName name) => (Column, Text) = (Cut(Column + name.Column), Cut(Text + name.Text));

    public void AppendFormatted(string? part) => AppendLiteral(part ?? "");

    public override readonly string ToString() => Text;

    private static string Cut(string name) => name.Length <= MaxLength ? name : name[..MaxLength];
}
