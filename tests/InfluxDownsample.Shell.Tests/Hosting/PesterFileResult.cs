namespace InfluxDownsample.Shell.Tests.Hosting;

/// <summary>What became of one file of tests.</summary>
/// <param name="File">Its name.</param>
/// <param name="Passed">Tests that passed.</param>
/// <param name="NotPassed">Tests that failed, were skipped or never ran.</param>
/// <param name="Said">What those said.</param>
public sealed record PesterFileResult(string File, int Passed, int NotPassed, string Said);
