using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Tests;

namespace AsyncoreNet.Async.Tests;

/// <summary>A test with a loop of its own, on which it runs tasks in a bounded number of passes.</summary>
public abstract class AsyncTest : IDisposable
{
    private const int MostPasses = 20_000;

    private protected AsyncTest(PollerKind poller = PollerKind.Default)
    {
        Network = TestNetwork.For(this);
        Loop = Network.CreateLoop(Log, poller);
    }

    /// <summary>Where the loop and the peers come from.</summary>
    private protected TestNetwork Network { get; }

    private protected Loop Loop { get; }

    /// <summary>What the loop and its channels have logged.</summary>
    private protected RecordingLogger Log { get; } = new();

    private protected ChannelMap Map => Loop.Map;

    /// <summary>Runs a task on the loop to its end, and fails the test if it has none in so many passes.</summary>
    private protected void Run(Func<Task> work, int mostPasses = MostPasses)
    {
        Task? task = null;
        Loop.Post(() => task = StartAsync(work));
        for (int i = 0; i < mostPasses && task is not { IsCompleted: true }; i++)
        {
            Network.RunOnce(Loop);
        }

        Assert.True(task is { IsCompleted: true }, $"After {mostPasses} passes the task has not ended.");
        task.GetAwaiter().GetResult();
    }

    /// <summary>Lets the loop make some passes.</summary>
    private protected static async Task PassesAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
        }
    }

    /// <summary>Two ends of a connection, both on the loop.</summary>
    private protected async Task<(AsyncConnection Near, AsyncConnection Far)> ConnectAsync()
    {
        var listener = new AsyncSocket(null, Map);
        listener.CreateSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<AsyncConnection> connecting = AsyncConnection.ConnectAsync(listener.Socket!.LocalEndPoint!);
        (ChannelSocket socket, _) = await listener.AcceptAsync();
        listener.Close();
        return (await connecting, new AsyncConnection(socket));
    }

    /// <summary>Awaits a task, after an action that may complete it, and sees that the test goes on on the loop.</summary>
    private protected async Task OnLoop(Task task, Action? then = null)
    {
        then?.Invoke();
        await task;
        Assert.True(Loop.IsLoopThread);
        Assert.Same(Loop, AsyncoreNet.Loop.Current);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (IChannel channel in Map.Values.ToArray())
            {
                channel.Close();
            }

            Loop.Dispose();
        }
    }

    private async Task StartAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        finally
        {
            Loop.Post(static () => { }); // or the pass in which it ends would wait for something else
        }
    }
}
