namespace InfluxDownsample.LocalServer.Sql;

/// <summary>A function's translation to DuckDB.</summary>
/// <param name="Names">Its names, apart by blanks.</param>
/// <param name="Least">How many arguments it takes at least.</param>
/// <param name="Most">How many it takes at most.</param>
/// <param name="Bind">What a call of it is.</param>
internal sealed record Function(string Names, int Least, int Most, Func<FunctionCall, BoundExpression> Bind);
