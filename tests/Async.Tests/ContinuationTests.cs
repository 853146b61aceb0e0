using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace AsyncoreNet.Async.Tests;

/// <summary>Code that awaits on the loop goes on there, whatever it awaits.</summary>
public sealed class ContinuationTests : AsyncTest
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

    /// <summary>Client and server on one loop: neither holds the other up.</summary>
    [Fact]
    public void HttpClient_GoesOnOnTheLoop_AsDoesItsServer() => Run(async () =>
    {
        AsyncServer server = AsyncServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (connection, stopping) =>
            {
                while (await connection.ReadLineAsync(cancellationToken: stopping) is { Length: > 0 })
                {
                    Assert.True(Loop.IsLoopThread);
                }

                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8.ToArray(), stopping);
            });
        using var client = new HttpClient();
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal("hello", await client.GetStringAsync(new Uri($"http://{server.LocalEndPoint}/")));
            Assert.True(Loop.IsLoopThread);
        }

        await server.DisposeAsync();
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

    private async Task OnLoop(Task task, Action? then = null)
    {
        then?.Invoke();
        await task;
        Assert.True(Loop.IsLoopThread);
        Assert.Same(Loop, AsyncoreNet.Loop.Current);
    }
}
