namespace InfluxDownsample.LocalServer.Sql;

/// <summary>A function's translation to DuckDB.</summary>
internal delegate BoundExpression ScalarFunction(FunctionCall call);

/// <summary>A call with its arguments bound, and how functions take and return what they need.</summary>
internal sealed record FunctionCall(string Name, IReadOnlyList<BoundExpression> Arguments, long NowNanoseconds)
{
    public int Count => Arguments.Count;

    public BoundExpression this[int index] => Arguments[index];

    /// <summary>The call as result columns print it.</summary>
    public ExpressionName Text => $"{Name}({ExpressionName.Join(",", Arguments.Select(argument => argument.Name))})";

    public void Require(int least, int most) => Refuse.When(Count < least || Count > most, NoMatch);

    /// <summary>DuckDB's text of an argument as Float64.</summary>
    public string Float(int index) => Numeric(index, OutputType.Float);

    /// <summary>DuckDB's text of an argument as Int64; floats are not taken.</summary>
    public string Integer(int index) => this[index].Type.IsInteger || this[index].IsNull ? Numeric(index, OutputType.Integer) : throw NoMatch();

    /// <summary>DuckDB's text of an argument as Utf8; numbers and times are not turned into text unasked.</summary>
    public string String(int index) => this[index].Type.IsString || this[index].IsNull ? Casts.To(this[index], OutputType.String).Sql : throw NoMatch();

    /// <summary>An argument as a timestamp; text is read as one.</summary>
    public BoundExpression Timestamp(int index)
    {
        BoundExpression argument = this[index];
        return argument.Type.IsTimestamp ? argument
            : argument.Type.IsString || argument.Type.Kind == OutputKind.Date || argument.IsNull ? Casts.To(argument, OutputType.Timestamp)
            : throw NoMatch();
    }

    /// <summary>The text of a literal argument.</summary>
    public string Literal(int index, string what) => this[index].Value as string
        ?? throw QueryException.NotImplemented($"{Name} only supports literal values for the {what} argument");

    public BoundExpression Result(string sql, OutputType type) => new(sql, type, Text)
    {
        // a function is not looked into, but one of constants is computed while planning
        Nullable = !Arguments.All(argument => argument.IsScalar && !argument.Nullable),
        IsScalar = Arguments.All(argument => argument.IsScalar),
    };

    /// <summary>The error of a call whose arguments fit no form of the function.</summary>
    public QueryException NoMatch() => Signatures.Refused(Name, [.. Arguments.Select(argument => argument.ArrowType)]);

    private string Numeric(int index, OutputType type) =>
        this[index].Type.IsNumeric || this[index].IsNull ? Casts.To(this[index], type).Sql : throw NoMatch();
}
