namespace InfluxDownsample.Conformance.Comparing;

/// <summary>One way in which two answers differ.</summary>
/// <param name="Kind">What differs, in a word or two.</param>
/// <param name="Cause">The same for differences that probably have one cause; counted.</param>
/// <param name="Detail">Both sides, short.</param>
/// <param name="Benign">No client may rely on it.</param>
internal sealed record Difference(string Kind, string Cause, string Detail, bool Benign = false);
