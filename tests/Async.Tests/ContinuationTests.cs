using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace AsyncoreNet.Async.Tests;

/// <summary>Code that awaits on the loop goes on there, whatever it awaits.</summary>
public class ContinuationTests : AsyncTest
{
    [Fact]
    public void OurAwaitables_GoOnOnTheLoop() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(far);
        byte[] buffer = new byte[100];
        await OnLoop(near.Channel.WaitWritableAsync().AsTask());
        await OnLoop(far.Channel.WaitReadableAsync().AsTask(), () => near.WriteAsync("ab"u8.ToArray()).AsTask());
        await OnLoop(far.Channel.ReceiveAsync(buffer).AsTask());
        await OnLoop(far.Channel.ReceiveAsync(buffer).AsTask(), () => near.WriteAsync("c"u8.ToArray()).AsTask());
        await OnLoop(far.ReadAsync().AsTask(), () => near.WriteAsync("d"u8.ToArray()).AsTask());
        await OnLoop(far.ReadExactlyAsync(2).AsTask(), () => near.WriteAsync("ef"u8.ToArray()).AsTask());
        await OnLoop(far.ReadLineAsync().AsTask(), () => near.WriteAsync("line\n"u8.ToArray()).AsTask());
        await OnLoop(far.ReadUntilAsync(";"u8.ToArray()).AsTask(), () => near.WriteAsync("part;"u8.ToArray()).AsTask());
        chat.SetTerminator("\n"u8);
        await OnLoop(chat.ReadAsync().AsTask(), () => near.WriteAsync("message\n"u8.ToArray()).AsTask());
        Task writing = near.WriteAsync(new byte[20 << 20]).AsTask();
        Task flushing = FlushAsync(near, writing);
        long left = 20 << 20;
        while (left > 0)
        {
            left -= (await far.ReadAsync()).Length;
            Assert.True(Loop.IsLoopThread);
        }

        await OnLoop(writing);
        await OnLoop(flushing);
        await OnLoop(near.CompleteOutputAsync().AsTask());
        await OnLoop(near.DisposeAsync().AsTask());
        await OnLoop(TaskGroup.RunAsync(async group =>
        {
            await group.Start(token => Task.Run(() => { }, token));
            Assert.True(Loop.IsLoopThread);
        }));
        await OnLoop(Task.Run(() => Loop.InvokeAsync(() => Assert.True(Loop.IsLoopThread))));
    });

    /// <summary>Those of which a Task is not what the program awaits: each completes while its awaiter is suspended.</summary>
    [Fact]
    public void ValueTasks_AwaitedAsTheyAre_GoOnOnTheLoop() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(far);
        chat.SetTerminator("\n"u8);
        Stream stream = far.AsStream();
        byte[] buffer = new byte[4];
        await SuspendedUntyped(() => far.Channel.WaitReadableAsync(), "x");
        await Suspended(() => far.Channel.ReceiveAsync(buffer), null); // what the wait before has found
        await Suspended(() => far.Channel.ReceiveAsync(buffer), "x");
        await Suspended(() => far.ReadAsync(buffer), "x");
        await Suspended(() => far.ReadAsync(), "x");
        await Suspended(() => far.ReadExactlyAsync(2), "xx");
        await SuspendedUntyped(() => far.ReadExactlyAsync(buffer), "xxxx");
        await Suspended(() => far.ReadLineAsync(), "x\n");
        await Suspended(() => far.ReadUntilAsync(";"u8.ToArray()), "x;");
        await Suspended(() => stream.ReadAsync(buffer), "x");
        await Suspended(() => chat.ReadAsync(), "x\n");
        await Suspended(() => chat.ReadPartAsync(), "x\n");

        Task Suspended<T>(Func<ValueTask<T>> read, string? cause) => CompleteAsync(
            async () =>
            {
                await read().ConfigureAwait(false); // nothing but the source itself keeps this on the loop
                Assert.True(Loop.IsLoopThread);
            },
            cause);

        Task SuspendedUntyped(Func<ValueTask> read, string? cause) => CompleteAsync(
            async () =>
            {
                await read().ConfigureAwait(false);
                Assert.True(Loop.IsLoopThread);
            },
            cause);

        async Task CompleteAsync(Func<Task> read, string? cause)
        {
            Task reading = read();
            Assert.Equal(cause is null, reading.IsCompleted);
            if (cause is not null)
            {
                await near.WriteAsync(System.Text.Encoding.ASCII.GetBytes(cause));
            }

            await reading;
        }
    });

    [Fact]
    public void ListenersDatagramsAndEvents_GoOnOnTheLoop() => Run(async () =>
    {
        AsyncServer server = AsyncServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (connection, stopping) =>
            {
                Assert.True(Loop.IsLoopThread);
                await OnLoop(connection.ReadLineAsync(cancellationToken: stopping).AsTask());
            });
        AsyncConnection client = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        await OnLoop(client.Channel.WhenAsync(DispatcherEventKind.Write), () => client.WriteAsync(new byte[8 << 20]).AsTask());
        client.Abort();
        await OnLoop(client.Channel.Closed);
        await OnLoop(server.StopAsync(TimeSpan.FromSeconds(5)));

        var listener = new AsyncSocket(null, Map);
        listener.CreateSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<(ChannelSocket Socket, EndPoint? Address)> accepting = listener.AcceptAsync().AsTask();
        var connecting = new AsyncSocket(null, Map);
        connecting.CreateSocket();
        await OnLoop(connecting.ConnectAsync(listener.Socket!.LocalEndPoint!).AsTask());
        await OnLoop(accepting);
        await foreach (DispatcherEvent _ in EventsOf(connecting, (await accepting).Socket))
        {
            Assert.True(Loop.IsLoopThread);
        }

        var datagrams = new AsyncSocket(null, Map);
        datagrams.CreateSocket(type: SocketType.Dgram);
        datagrams.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint self = datagrams.Socket!.LocalEndPoint!;
        await OnLoop(datagrams.ReceiveFromAsync(new byte[4]).AsTask(), () => datagrams.SendToAsync("x"u8.ToArray(), self).AsTask());
        await OnLoop(datagrams.SendToAsync("x"u8.ToArray(), new DnsEndPoint("localhost", ((IPEndPoint)self).Port)).AsTask());
        await OnLoop(datagrams.Start(async _ =>
        {
            await Task.Yield();
            Assert.True(Loop.IsLoopThread);
        }));
        listener.Close();
        datagrams.Close();

        static IAsyncEnumerable<DispatcherEvent> EventsOf(AsyncSocket channel, ChannelSocket peer)
        {
            IAsyncEnumerable<DispatcherEvent> events = channel.Events();
            peer.Close();
            channel.Loop!.CallLater(TimeSpan.FromMilliseconds(1), channel.Close);
            return events;
        }
    });

    [Fact]
    public void TheirAwaitables_GoOnOnTheLoop() => Run(async () =>
    {
        await OnLoop(Task.Delay(1, CancellationToken.None));
        await OnLoop(Task.Delay(TimeSpan.FromMilliseconds(1), Loop.TimeProvider));
        using var semaphore = new SemaphoreSlim(0);
        await OnLoop(semaphore.WaitAsync(), () => Task.Run(semaphore.Release));
        var channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
        await OnLoop(channel.Reader.ReadAsync().AsTask(), () => Task.Run(() => channel.Writer.TryWrite(1)));
        await OnLoop(Task.WhenAll(Task.Run(() => { }), Task.Delay(1, CancellationToken.None), Task.Run(() => Thread.Yield())));
        using var canceled = new CancellationTokenSource(TimeSpan.FromMilliseconds(1), Loop.TimeProvider);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, canceled.Token));
        Assert.True(Loop.IsLoopThread);
        Assert.Equal(0, Loop.GetSnapshot().Timers);
    });

    [Fact]
    public void OnThePool_AConnectionRefuses_AndNamesPost() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await far.WriteAsync("first\nsecond\n"u8.ToArray());
        Assert.Equal("first", await near.ReadLineAsync()); // and the second is in the buffer
        var chat = new AsyncChat(far);
        Func<Task>[] uses =
        [
            () => near.ReadAsync().AsTask(),
            () => near.ReadAsync(new byte[1]).AsTask(),
            () => near.ReadLineAsync().AsTask(),
            () => near.ReadExactlyAsync(1).AsTask(),
            () => near.ReadUntilAsync("\n"u8.ToArray()).AsTask(),
            () => near.WriteAsync("x"u8.ToArray()).AsTask(),
            () => near.FlushAsync().AsTask(),
            () => near.CompleteOutputAsync().AsTask(),
            () => chat.ReadAsync().AsTask(),
            () => chat.PushAsync("x"u8.ToArray()).AsTask(),
            () => near.Channel.ReceiveAsync(new byte[1]).AsTask(),
            () => near.Channel.SendAsync(new byte[1]).AsTask(),
            () => near.Channel.WaitReadableAsync().AsTask(),
            () => near.Channel.WaitWritableAsync().AsTask(),
        ];
        List<Exception> errors = await UseOffTheLoopAsync(uses, () => chat.Push("x"u8), near.Close, near.Abort);
        Assert.True(Loop.IsLoopThread);
        Assert.Equal(uses.Length + 3, errors.Count);
        Assert.All(errors, error => Assert.Contains("Loop.Post", Assert.IsType<InvalidOperationException>(error).Message, StringComparison.Ordinal));
        Assert.Equal("second", await near.ReadLineAsync());
    });

    /// <summary>The wait was started on the loop; awaiting it on another thread fails there, and the wait goes on.</summary>
    [Fact]
    public void AwaitOffTheLoop_OfAWaitStartedThere_Fails() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        ValueTask<int> receiving = near.Channel.ReceiveAsync(new byte[1]);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(async () => await receiving));
        Assert.Contains("Loop.Post", error.Message, StringComparison.Ordinal);
        await far.WriteAsync("x"u8.ToArray());
        Assert.Equal(1, await receiving);
    });

    private static async Task FlushAsync(AsyncConnection connection, Task writing)
    {
        await writing;
        await connection.FlushAsync();
    }

    /// <summary>On the pool for certain: an await of a task that has ended already would stay on the loop.</summary>
    private static Task<List<Exception>> UseOffTheLoopAsync(Func<Task>[] uses, params Action[] actions) => Task.Run(async () =>
    {
        List<Exception> errors = [];
        foreach (Func<Task> use in uses.Concat(actions.Select(action => (Func<Task>)(() =>
        {
            action();
            return Task.CompletedTask;
        }))))
        {
            try
            {
                await use().ConfigureAwait(false);
            }
            catch (Exception error)
            {
                errors.Add(error);
            }
        }

        return errors;
    });
}
