namespace InfluxDownsample.LocalServer.Sql;

/// <summary>A call of a function of one row.</summary>
internal sealed record FunctionCall(string Name, IReadOnlyList<BoundExpression> Arguments, long NowNanoseconds) : BoundCall(Name, Arguments)
{
    /// <summary>The call as result columns print it.</summary>
    public ExpressionName Text => $"{Name}({ExpressionName.Join(",", Arguments.Select(argument => argument.Name))})";

    /// <summary>DuckDB's text of an argument as Int64; floats are not taken.</summary>
    public string Integer(int index) => this[index].Type.IsInteger || this[index].IsNull ? Numeric(index, OutputType.Integer) : throw NoMatch();

    /// <summary>DuckDB's text of an argument as Utf8; numbers and times are not turned into text unasked.</summary>
    public string String(int index) => this[index].Type.IsString || this[index].IsNull ? Casts.To(this[index], OutputType.String).Sql : throw NoMatch();

    /// <summary>An argument as a timestamp; text is read as one.</summary>
    public BoundExpression Timestamp(int index)
    {
        BoundExpression argument = this[index];
        return argument.Type.IsTimestamp ? argument
            : argument.Type.IsString || argument.Type.Kind == ArrowTypeId.Date32 || argument.IsNull ? Casts.To(argument, OutputType.Timestamp)
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
}
