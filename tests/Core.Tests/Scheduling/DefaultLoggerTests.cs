namespace AsyncoreNet.Tests;

/// <summary>A loop that was given no logger loses no exception in silence.</summary>
[Collection(ProcessWideCollection.Name)]
public sealed class DefaultLoggerTests : IDisposable
{
    private readonly TextWriter _error = Console.Error;
    private readonly StringWriter _written = new();

    public DefaultLoggerTests() => Console.SetError(_written);

    [Fact]
    public void UnhandledException_GoesToStandardError()
    {
        using var loop = new Loop();
        loop.Post(() => throw new DivideByZeroException("a telling message"));

        loop.RunOnce(TimeSpan.Zero);

        Assert.StartsWith("Error: Unhandled exception on the loop.", _written.ToString(), StringComparison.Ordinal);
        Assert.Contains("DivideByZeroException: a telling message", _written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void UnhandledEvent_IsTooLittleToWrite()
    {
        using var loop = new Loop();
        (ChannelSocket near, System.Net.Sockets.Socket far) = Pairs.Connect();
        var channel = new Dispatcher(near, loop.Map);
        far.Send("x"u8);

        loop.RunOnce(TimeSpan.Zero);

        Assert.Empty(_written.ToString());
        channel.Close();
        far.Dispose();
    }

    public void Dispose()
    {
        Console.SetError(_error);
        _written.Dispose();
    }
}
