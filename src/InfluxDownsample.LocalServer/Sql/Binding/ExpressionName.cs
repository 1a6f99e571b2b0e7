using System.Runtime.CompilerServices;
using System.Text;

namespace InfluxDownsample.LocalServer.Sql.Binding;

/// <summary>
/// What an expression is called: as the name of a result column, in which casts do not count (wire reference 3.5), and as its full text,
/// by which equal expressions are known and which messages print. An interpolated string of names builds both at once.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct ExpressionName : IEquatable<ExpressionName>
{
    /// <summary>Nested calls must not grow names without end.</summary>
    private const int MaxLength = 4096;

    private readonly StringBuilder? _building;
    private readonly StringBuilder? _buildingText;
    private readonly string? _column;
    private readonly string? _text;

    public ExpressionName(string column, string text)
    {
        _column = column;
        _text = text;
    }

    /// <summary>What the compiler calls for an interpolated string.</summary>
    public ExpressionName(int literalLength, int formattedCount)
    {
        _building = new StringBuilder(literalLength + (formattedCount * 16));
        _buildingText = new StringBuilder(literalLength + (formattedCount * 16));
    }

    /// <summary>The name of a result column without an alias.</summary>
    public string Column => Cut(_column ?? _building?.ToString() ?? "");

    /// <summary>The expression with its casts.</summary>
    public string Text => Cut(_text ?? _buildingText?.ToString() ?? "");

    /// <summary>The finished name; until then its parts are put together anew each time it is read.</summary>
    public ExpressionName Built() => _building is null ? this : new ExpressionName(Column, Text);

    public static implicit operator ExpressionName(string name) => new(name, name);

    public static bool operator ==(ExpressionName left, ExpressionName right) => left.Equals(right);

    public static bool operator !=(ExpressionName left, ExpressionName right) => !left.Equals(right);

    public static ExpressionName Join(string separator, IEnumerable<ExpressionName> names)
    {
        List<string> columns = [];
        List<string> texts = [];
        foreach (ExpressionName name in names)
        {
            columns.Add(name.Column);
            texts.Add(name.Text);
        }

        return new ExpressionName(string.Join(separator, columns), string.Join(separator, texts));
    }

    public void AppendLiteral(string literal)
    {
        _building!.Append(literal);
        _buildingText!.Append(literal);
    }

    public void AppendFormatted(ExpressionName name)
    {
        _building!.Append(name.Column);
        _buildingText!.Append(name.Text);
    }

    public void AppendFormatted(string? part) => AppendLiteral(part ?? "");

    public bool Equals(ExpressionName other) => Column == other.Column && Text == other.Text;

    public override bool Equals(object? obj) => obj is ExpressionName other && Equals(other);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    private static string Cut(string name) => name.Length <= MaxLength ? name : name[..MaxLength];
}
