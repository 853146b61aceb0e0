using System.Net;
using System.Runtime.InteropServices;

using AsyncoreNet.Examples.Tests;

using Xunit.Abstractions;

namespace AsyncoreNet.Redis.Tests;

/// <summary>The program, with the tools of the original as its clients.</summary>
public sealed class ToolTests(ITestOutputHelper log)
{
    [SkippableFact]
    public void RedisCli_HasADialogue()
    {
        string program = Programs.Require("redis-cli");
        using var server = ChildProcess.Server("Redis", out IPEndPoint address);
        using var client = ChildProcess.Start(program, ["-p", $"{address.Port}"]);

        client.Type("""
            set greeting "hello world"
            get greeting
            rpush list a b c
            lrange list 0 -1
            incr greeting
            hello 2
            scan 0
            """);

        Assert.Equal(0, client.WaitForExit());
        log.WriteLine(client.Output);
        string[] lines = client.Output.Split('\n');
        Assert.Equal(["OK", "hello world", "3", "a", "b", "c", "ERR value is not an integer or out of range"], lines[..7]);
        Assert.Empty(client.Error);
        AssertStops(server, address);
    }

    [SkippableTheory]
    [InlineData("1")]
    [InlineData("16")]
    [InlineData("64")]
    public void RedisBenchmark_EndsWithoutAnError(string pipeline)
    {
        string program = Programs.Require("redis-benchmark");
        using var server = ChildProcess.Server("Redis", out IPEndPoint address);
        using var client = ChildProcess.Start(program,
            ["-p", $"{address.Port}", "-P", pipeline, "-c", "20", "-n", "5000", "-r", "1000", "-q", "-t",
                "ping,set,get,incr,lpush,rpush,lpop,rpop,sadd,hset,zadd,lrange_100,mset"]);

        Assert.Equal(0, client.WaitForExit());
        log.WriteLine(client.Output.Replace('\r', '\n'));
        Assert.DoesNotContain("rror", client.AllOutput, StringComparison.Ordinal);
        Assert.Contains("MSET", client.Output, StringComparison.Ordinal);
        AssertStops(server, address);
    }

    private static void AssertStops(ChildProcess server, IPEndPoint address)
    {
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, server.WaitForExit());
        Assert.Equal($"listening on {address}\n", server.Output);
        Assert.Empty(server.Error);
    }
}
