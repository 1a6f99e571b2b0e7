namespace InfluxDownsample.Shell.Tests;

/// <summary>With the Pester before it.</summary>
public sealed class OlderPesterAloneTests() : PesterAloneTests("OlderPester");
