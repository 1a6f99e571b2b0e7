using InfluxDownsample.Core.Catalog;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>The columns in which an earlier tier kept one field: from them count, sum, min, max and mean of longer windows are exact.</summary>
/// <param name="Count"><c>x_count</c></param>
/// <param name="Sum"><c>x_sum</c></param>
/// <param name="Min"><c>x_min</c>, or null.</param>
/// <param name="Max"><c>x_max</c>, or null.</param>
public sealed record RollupColumns(InfluxField Count, InfluxField Sum, InfluxField? Min, InfluxField? Max);
