namespace InfluxDownsample.Conformance.Corpus;

/// <summary>Line protocol that must be stored whole.</summary>
internal sealed record SetupWrite(string Lines, string Precision = "nanosecond", string Db = "{db}");
