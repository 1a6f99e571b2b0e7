namespace InfluxDownsample.Help;

/// <summary>A parameter as one parameter set has it: mandatory or not, with a position or by name only.</summary>
internal sealed record SyntaxParameter(ParameterPart Parameter, bool IsRequired, bool IsPositional);
