namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>A function, how many arguments it takes, and what else there is to check about them.</summary>
internal sealed record KnownFunction(string Names, FunctionFamily Family, int Least, int Most, params IReadOnlyList<Action<Call>> Checks)
{
    /// <exception cref="QueryException">The arguments do not fit.</exception>
    public void Check(Call call)
    {
        int given = call.Arguments.Count;
        Refuse.When(given < Least || given > Most, () => QueryException.Planning($"invalid number of arguments for {call.Function}, expected "
            + (Least == Most ? $"{Least}, got {given}" : $"at least {Least} but no more than {Most}, got {given}")));
        foreach (Action<Call> check in Checks)
        {
            check(call);
        }
    }
}
