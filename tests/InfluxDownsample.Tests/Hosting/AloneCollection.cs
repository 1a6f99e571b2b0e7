using Xunit;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>Tests that look at the memory of the whole process, or that hold a stop to the second it may take: no other test may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
