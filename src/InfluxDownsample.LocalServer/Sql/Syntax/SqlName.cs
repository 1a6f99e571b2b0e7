namespace InfluxDownsample.LocalServer.Sql.Syntax;

/// <summary>One part of a name as written. Quoted names keep their case; others are folded to lower case. // wire reference 2.3</summary>
internal sealed record SqlName(string Text, bool Quoted)
{
    /// <summary>The name that is looked up.</summary>
    public string Folded { get; } = Quoted ? Text : Text.ToLowerInvariant();
}
