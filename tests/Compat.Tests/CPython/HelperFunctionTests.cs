using System.Runtime.CompilerServices;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>Mirrors <c>test_asyncore.HelperFunctionTests</c>.</summary>
[Collection(ProcessWide.Name)]
public sealed class HelperFunctionTests
{
    [Fact]
    public void Readwriteexc()
    {
        var exiting = new DummyChannel(new asyncore.ExitNow());
        Assert.Throws<asyncore.ExitNow>(() => asyncore.read(exiting));
        Assert.Throws<asyncore.ExitNow>(() => asyncore.write(exiting));
        Assert.Throws<asyncore.ExitNow>(() => asyncore._exception(exiting));

        foreach (Action<IChannel> deliver in new Action<IChannel>[] { asyncore.read, asyncore.write, asyncore._exception })
        {
            var crashing = new DummyChannel(new NotSupportedException());
            deliver(crashing);
            Assert.True(crashing.ErrorHandled);
        }
    }

    [Theory]
    [InlineData(PollFlags.In, "read")]
    [InlineData(PollFlags.Pri, "expt")]
    [InlineData(PollFlags.Out, "write")]
    [InlineData(PollFlags.Err, "close")]
    [InlineData(PollFlags.Hup, "close")]
    [InlineData(PollFlags.NVal, "close")]
    public void Readwrite(PollFlags flag, string expected)
    {
        var channel = new DummyChannel();
        asyncore.readwrite(channel, flag);
        Assert.Equal([expected], channel.Events);

        var exiting = new DummyChannel(new asyncore.ExitNow()) { CloseThrows = true };
        Assert.Throws<asyncore.ExitNow>(() => asyncore.readwrite(exiting, flag));

        var crashing = new DummyChannel(new NotSupportedException()) { CloseThrows = true };
        asyncore.readwrite(crashing, flag);
        Assert.True(crashing.ErrorHandled);
    }

    [Fact]
    public void Closeall()
    {
        (ChannelMap map, List<DummyChannel> channels) = TenChannels();

        asyncore.close_all(map);

        AssertAllClosed(map, channels);
    }

    [Fact]
    public void Closeall_default()
    {
        (ChannelMap map, List<DummyChannel> channels) = TenChannels();
        ChannelMap original = asyncore.socket_map;
        try
        {
            asyncore.socket_map = map;
            asyncore.close_all();
        }
        finally
        {
            asyncore.socket_map = original;
        }

        AssertAllClosed(map, channels);
    }

    [Fact]
    public void Compact_traceback()
    {
        Exception caught = Assert.Throws<NotSupportedException>(Fail);

        ((string file, string function, string line), Type type, Exception value, string info) =
            asyncore.compact_traceback(caught);

        Assert.Equal($"{nameof(HelperFunctionTests)}.cs", Path.GetFileName(file));
        Assert.Equal(nameof(Fail), function);
        Assert.Equal(typeof(NotSupportedException), type);
        Assert.Same(caught, value);
        Assert.EndsWith($"[{file}|{function}|{line}]", info, StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fail() => throw new NotSupportedException("for the trace");

    private static (ChannelMap Map, List<DummyChannel> Channels) TenChannels()
    {
        var map = new ChannelMap();
        var channels = new List<DummyChannel>();
        for (int i = 0; i < 10; i++)
        {
            channels.Add(new DummyChannel());
            map[i] = channels[i];
        }

        Assert.DoesNotContain(channels, c => c.Closed);
        return (map, channels);
    }

    private static void AssertAllClosed(ChannelMap map, List<DummyChannel> channels)
    {
        Assert.Empty(map);
        Assert.All(channels, c => Assert.True(c.Closed));
    }
}
