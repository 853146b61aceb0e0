using HttpServer;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>What an answer costs.</summary>
public sealed class ResponseTests
{
    [Fact]
    public void Format_MakesOneArray()
    {
        var request = new Request();
        Assert.Null(request.Parse("GET / HTTP/1.1\r\nHost: x"u8, new Limits()));
        byte[] answer = Response.Greeting.Format(request, keepAlive: true, "Date: x\r\n"u8);

        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[] array = new byte[answer.Length];
        long one = GC.GetAllocatedBytesForCurrentThread() - before;
        answer = Response.Greeting.Format(request, keepAlive: true, "Date: x\r\n"u8);

        Assert.Equal(2 * one, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(array.Length, answer.Length);
    }
}
