namespace InfluxDownsample.Tests.Hosting;

/// <summary>A class of tests that takes a minute or more, much of it waiting: <see cref="LongTestsFirst"/> starts it before others.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class LongTestsAttribute : Attribute;
