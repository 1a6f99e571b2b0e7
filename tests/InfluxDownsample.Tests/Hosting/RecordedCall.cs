namespace InfluxDownsample.Tests.Hosting;

/// <summary>A call as it arrived.</summary>
public sealed record RecordedCall(string Call, string Authorization, string? ContentType, string Body);
