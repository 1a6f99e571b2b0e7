using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer($"InfluxDownsample.Tests.Hosting.{nameof(LongTestsFirst)}", "InfluxDownsample.Tests")]

namespace InfluxDownsample.Tests.Hosting;

/// <summary>Starts the longest classes first. One that begins when all others are done waits alone, with the processors idle.</summary>
public sealed class LongTestsFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(collection => IsLong(collection) ? 0 : 1);

    // A class that is in no collection makes one, which is named after it.
    private static bool IsLong(ITestCollection collection)
        => typeof(LongTestsFirst).Assembly.GetType(collection.DisplayName.Split(' ')[^1])?.IsDefined(typeof(LongTestsAttribute), inherit: false) == true;
}
