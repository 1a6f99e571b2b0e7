namespace InfluxDownsample.LocalServer.Sql;

/// <summary>A call with its arguments bound, and how functions take what they need.</summary>
internal abstract record BoundCall(string Name, IReadOnlyList<BoundExpression> Arguments)
{
    public int Count => Arguments.Count;

    public BoundExpression this[int index] => Arguments[index];

    /// <summary>DuckDB's text of a numeric argument as Float64.</summary>
    public string Float(int index) => Numeric(index, OutputType.Float);

    /// <summary>The error of a call whose arguments fit no form of the function.</summary>
    public QueryException NoMatch() => Signatures.Refused(Name, [.. Arguments.Select(argument => argument.ArrowType)]);

    protected string Numeric(int index, OutputType type) =>
        this[index].Type.IsNumeric || this[index].IsNull ? Casts.To(this[index], type).Sql : throw NoMatch();
}
