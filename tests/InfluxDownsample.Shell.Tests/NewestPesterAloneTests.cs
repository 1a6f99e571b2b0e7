namespace InfluxDownsample.Shell.Tests;

/// <summary>With the newest Pester.</summary>
public sealed class NewestPesterAloneTests() : PesterAloneTests("Pester");
