using Peers;

namespace AsyncoreNet.Benchmarks.Tests;

/// <summary>What the load generators print, as figures.</summary>
public sealed class LoadResultTests
{
    private const string Line =
        "window_s=2.000000 requests=400000 total_requests=470000 cpu_ns=2000000000 user_ticks=10 system_ticks=190 "
        + "p50_us=250.5 p99_us=600.0 p999_us=1500.0 bad=";

    [Fact]
    public void Parse_LineOfAGenerator_IsOfItsWindow()
    {
        LoadResult result = LoadResult.Parse(Line + "0");

        Assert.Equal(5, result.CpuMicroseconds, precision: 9);
        Assert.Equal(0.25, result.UserMicroseconds, precision: 9);
        Assert.Equal(200_000, result.Rate, precision: 6);
        Assert.Equal(1, result.Utilisation, precision: 9);
        Assert.Equal(470_000, result.TotalRequests);
        Assert.Equal((250.5, 600, 1500), (result.P50, result.P99, result.P999));
    }

    [Fact]
    public void Parse_FailedRequests_IsAnError()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => LoadResult.Parse(Line + "3"));

        Assert.Contains("3 requests", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NoTicks_HasNoUserTime()
    {
        var result = LoadResult.Of(1000, 0.01, new CpuTime(5_000_000, 0, 0), 1, 2, null);

        Assert.Equal(5, result.CpuMicroseconds, precision: 9);
        Assert.Equal(0, result.UserMicroseconds);
    }
}
