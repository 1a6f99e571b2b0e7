namespace InfluxDownsample.QuickStart;

/// <summary>A statement gave an error; the engine has reported it.</summary>
internal sealed class ScriptFailedException(string statement) : Exception($"This statement failed: {statement}");
