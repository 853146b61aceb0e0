using System.Net;
using System.Net.Sockets;
using System.Text;

using AsyncoreNet.Compat;

namespace AsyncoreNet.Async.Tests;

/// <summary>The events of legacy channels, awaited.</summary>
public class EventsTests : AsyncTest
{
    [Fact]
    public void Events_OfALegacyChannel_InOrder() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (Chat chat, AsyncConnection peer) = await ConnectLegacyAsync();
        List<DispatcherEventKind> seen = [];
        Task watching = WatchAsync();
        await peer.WriteAsync("one\n"u8.ToArray());
        await chat.WhenAsync(DispatcherEventKind.Read);
        peer.Close();
        await watching;
        Assert.Equal(["one"], chat.Lines);
        Assert.Equal([DispatcherEventKind.Read, DispatcherEventKind.Close], seen);

        async Task WatchAsync()
        {
            await foreach (DispatcherEvent e in chat.Events())
            {
                seen.Add(e.Kind);
            }
        }
    });

    /// <summary>The consumer is slow: the channel stops reading, and goes on where it stopped.</summary>
    [Fact]
    public void Events_WhenFull_HoldTheInput_AndLoseNothing() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        const int Lines = 200;
        (Chat chat, AsyncConnection peer) = await ConnectLegacyAsync();
        chat.ac_in_buffer_size = 2; // a line for each read
        IAsyncEnumerable<DispatcherEvent> events = chat.Events(capacity: 3, DispatcherEventKind.Read, DispatcherEventKind.Close);
        await peer.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("x\n", Lines))));
        await peer.DisposeAsync();
        for (int i = 0; i < 50; i++)
        {
            await Task.Yield();
        }

        Assert.Equal(3, chat.Lines.Count);
        int reads = 0;
        bool closed = false;
        await foreach (DispatcherEvent e in events)
        {
            reads += e.Kind == DispatcherEventKind.Read ? 1 : 0;
            closed |= e.Kind == DispatcherEventKind.Close;
            Assert.InRange(chat.Lines.Count - reads, 0, 3);
            await Task.Yield();
        }

        Assert.Equal(Lines, reads);
        Assert.Equal(Lines, chat.Lines.Count);
        Assert.True(closed);
    });

    [Fact]
    public void WhenAsync_OfAChannelThatCloses_Throws_AndClosedIsDone() => Run(async () =>
    {
        (Chat chat, AsyncConnection peer) = await ConnectLegacyAsync();
        Task<DispatcherEvent> exceptional = chat.WhenAsync(DispatcherEventKind.Exceptional);
        Task closed = chat.Closed;
        Assert.False(closed.IsCompleted);
        peer.Abort();
        await closed;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => exceptional);
        await chat.Closed;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => chat.WhenAsync(DispatcherEventKind.Read));
    });

    [Fact]
    public void Events_EnumeratedTwice_Throws() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        IAsyncEnumerable<DispatcherEvent> events = near.Channel.Events();
        IAsyncEnumerator<DispatcherEvent> first = events.GetAsyncEnumerator();
        Assert.Throws<InvalidOperationException>(() => events.GetAsyncEnumerator());
        near.Close();
        Assert.True(await first.MoveNextAsync());
        Assert.Equal(DispatcherEventKind.Close, first.Current.Kind);
        far.Close();
    });

    /// <summary>Asked for in a loop, as beside other tasks in a WhenAny, it leaves one observer and not one for each time.</summary>
    [Fact]
    public void Closed_IsTheSameTask_InALifeOfTheChannel() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        Task closed = near.Channel.Closed;
        Assert.Same(closed, near.Channel.Closed);
        Assert.False(closed.IsCompleted);
        near.Close();
        await closed;
        Assert.Same(closed, near.Channel.Closed);
        far.Close();

        using var again = new Reopened(Map);
        Task first = again.Closed;
        again.Close();
        await first;
        again.CreateSocket();
        Assert.NotSame(first, again.Closed);
        Assert.False(again.Closed.IsCompleted);
    });

    [Fact]
    public void WhenAsync_Cancelled_LeavesNothing() => Run(async () =>
    {
        (Chat chat, _) = await ConnectLegacyAsync();
        using var cancel = new CancellationTokenSource();
        Task<DispatcherEvent> read = chat.WhenAsync(DispatcherEventKind.Read, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        chat.close();
    });

    [Fact]
    public void Start_FromAHandler_ItsExceptionArrivesAtHandleError() => Run(async () =>
    {
        (Chat chat, AsyncConnection peer) = await ConnectLegacyAsync();
        Task<DispatcherEvent> error = chat.WhenAsync(DispatcherEventKind.Error);
        await peer.WriteAsync("throw\n"u8.ToArray());
        Assert.IsType<InvalidDataException>((await error).Error);
        Assert.IsType<InvalidDataException>(Assert.Single(chat.Errors));
        Assert.False(chat.IsClosed);
    });

    [Fact]
    public void Start_EndsWhenTheChannelCloses() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (Chat chat, AsyncConnection peer) = await ConnectLegacyAsync();
        await peer.WriteAsync("wait\n"u8.ToArray());
        await chat.WhenAsync(DispatcherEventKind.Read);
        Assert.False(chat.Work!.IsCompleted);
        peer.Close();
        await chat.Work;
        Assert.Empty(chat.Errors);
    });

    private async Task<(Chat Chat, AsyncConnection Peer)> ConnectLegacyAsync()
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        ChannelSocket socket = near.Channel.Socket!;
        Map.Remove(socket.Descriptor); // the legacy channel takes the socket over
        return (new Chat(socket, Map), far);
    }

    /// <summary>As from a handler.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_LoopExitException_LeavesTheLoop(bool later)
    {
        var channel = new AsyncSocket(null, Map);
        channel.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram);
        Loop.Post(() => _ = channel.Start(async _ =>
        {
            await (later ? PassesAsync(1) : Task.CompletedTask);
            throw new LoopExitException();
        }));

        Assert.Throws<LoopExitException>(() => Run(() => PassesAsync(10)));
        Assert.False(channel.IsClosed);
        Assert.Empty(Log.Problems);
    }

    private sealed class Chat : asynchat.async_chat
    {
        public Chat(ChannelSocket sock, ChannelMap map)
            : base(sock, map) => set_terminator("\n"u8);

        public List<string> Lines { get; } = [];

        public List<Exception> Errors { get; } = [];

        public Task? Work { get; private set; }

        public override void collect_incoming_data(byte[] data) => _collect_incoming_data(data);

        public override void found_terminator()
        {
            string line = Encoding.ASCII.GetString(_get_data());
            Lines.Add(line);
            Work = line switch
            {
                "throw" => this.Start(async token =>
                {
                    await Task.Yield();
                    throw new InvalidDataException("as asked");
                }),
                "wait" => this.Start(token => Task.Delay(Timeout.InfiniteTimeSpan, Loop!.TimeProvider, token)),
                _ => null,
            };
        }

        public override void handle_error(Exception exception) => Errors.Add(exception);
    }

    private sealed class Reopened : Dispatcher, IDisposable
    {
        public Reopened(ChannelMap map)
            : base(null, map) => CreateSocket();

        public void Dispose() => Close();
    }
}
