using Grpc.Core;
using InfluxDownsample.LocalServer.Flight;
using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section1;

/// <summary>Wire reference 1.6: the statuses of faults that are hard to cause from outside, and how texts are trimmed.</summary>
public sealed class FlightErrorTests
{
    [Theory]
    [InlineData(QueryErrorKind.ResourcesExhausted, QueryPhase.Execution, StatusCode.ResourceExhausted, "x")]
    [InlineData(QueryErrorKind.Execution, QueryPhase.Execution, StatusCode.InvalidArgument, "Error while execution Flight SQL stream: External error: x")]
    [InlineData(QueryErrorKind.Internal, QueryPhase.LogicalPlanning, StatusCode.Internal, "Error while logically planning query: x")]
    [InlineData(QueryErrorKind.FileLimit, QueryPhase.PhysicalPlanning, StatusCode.Internal, "Error while planning query: x")]
    [InlineData(QueryErrorKind.Planning, QueryPhase.PhysicalPlanning, StatusCode.InvalidArgument, "Error while planning query: x")]
    [InlineData(QueryErrorKind.NotImplemented, QueryPhase.LogicalPlanning, StatusCode.InvalidArgument, "Error while logically planning query: x")]
    [InlineData(QueryErrorKind.DatabaseNotFound, QueryPhase.LogicalPlanning, StatusCode.Internal, "Cannot retrieve database: External error: x")]
    public void Faults_HaveTheirStatusAndPrefix(QueryErrorKind kind, QueryPhase phase, StatusCode status, string text)
    {
        RpcException error = FlightErrors.Of(new QueryException(kind, "x", phase));
        Assert.Equal((status, text), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public void RepeatedFragments_AreSaidOnce() =>
        Assert.Equal("Error: cause: detail", FlightErrors.Of(StatusCode.Internal, "Error: Error: cause: cause: detail").Status.Detail);

    [Theory]
    [InlineData("20m", 0.02)]
    [InlineData("3S", 3)]
    [InlineData("2M", 120)]
    [InlineData("1H", 3600)]
    [InlineData("5u", 0.000005)]
    [InlineData("700n", 0.0000007)]
    [InlineData("99999999H", 4_233_600)]
    public void GrpcTimeout_IsRead(string text, double seconds)
    {
        Assert.True(GrpcTimeout.TryParse(text, out TimeSpan limit));
        Assert.Equal(TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)), limit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("5x")]
    [InlineData("-5S")]
    [InlineData("123456789S")]
    public void GrpcTimeout_Malformed_IsIgnored(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));
}
