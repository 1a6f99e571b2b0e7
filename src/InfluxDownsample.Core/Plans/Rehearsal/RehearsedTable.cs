using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;

namespace InfluxDownsample.Core.Plans.Rehearsal;

/// <summary>A table as it will be once a job has run.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Definition">What is recorded of it; null for a raw one.</param>
/// <param name="Warnings">What is worth knowing of it though it is no error.</param>
internal sealed record RehearsedTable(InfluxMeasurement Columns, TableDefinition? Definition, IReadOnlyList<string> Warnings);
