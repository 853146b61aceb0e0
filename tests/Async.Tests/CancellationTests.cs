using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Async.Tests;

/// <summary>Waits that are cancelled at any moment, on any thread: no byte is lost, and nothing is left behind.</summary>
public class CancellationTests : AsyncTest
{
    private const int Batches = 25; // 500 reads each, of eight kinds: 100,000 in all
    private const int ReadsInABatch = 500;

    public enum Read
    {
        Receive,
        ReadInto,
        Read,
        Exactly,
        Until,
        Line,
        Chat,
        AnyKind,
    }

    [Theory]
    [InlineData(Read.Receive)]
    [InlineData(Read.ReadInto)]
    [InlineData(Read.Read)]
    [InlineData(Read.Exactly)]
    [InlineData(Read.Until)]
    [InlineData(Read.Line)]
    [InlineData(Read.Chat)]
    [InlineData(Read.AnyKind)]
    public void Reads_CancelledAtRandom_LoseNoByte(Read kind)
    {
        var random = new Random(4000 + (int)kind);
        using var canceler = new Canceler();
        var stream = new CountingStream();
        AsyncConnection near = null!, far = null!;
        AsyncChat? chat = null;
        long sent = 0;
        int canceled = 0;
        Run(async () => (near, far) = await ConnectAsync());
        if (kind == Read.Chat)
        {
            chat = new AsyncChat(near);
            chat.SetTerminator("\n"u8);
        }

        for (int batch = 0; batch < Batches; batch++)
        {
            Run(async () =>
            {
                for (int i = 0; i < ReadsInABatch; i++)
                {
                    if (sent - stream.Position < 30 && random.Next(2) == 0)
                    {
                        byte[] piece = CountingStream.Bytes(sent, random.Next(1, 20)); // as much as is read: half must wait
                        sent += await far.Channel.SendAsync(piece);
                    }

                    Read now = kind == Read.AnyKind ? (Read)random.Next((int)Read.ReadInto, (int)Read.Chat) : kind;
                    canceled += await ReadAndCancelAsync(now, near, chat, stream, random, canceler) ? 1 : 0;
                }
            });
        }

        Assert.InRange(canceled, Batches * ReadsInABatch / 20, Batches * ReadsInABatch * 19 / 20);
        Run(async () =>
        {
            await far.DisposeAsync();
            while (chat is not null && await chat.ReadAsync())
            {
                stream.Take(chat.Current.Span);
                stream.Take("\n"u8);
            }

            while (await near.ReadAsync() is { Length: > 0 } rest)
            {
                stream.Take(rest.Span);
            }

            near.Close();
        });
        Assert.Equal(sent, stream.Position);
        Assert.Empty(Map);
        Assert.Equal(0, Loop.GetSnapshot().Timers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Writes_CancelledAtRandom_SayWhatThePeerGets(bool buffered)
    {
        var random = new Random(buffered ? 11 : 12);
        using var canceler = new Canceler();
        var stream = new CountingStream();
        AsyncConnection near = null!, far = null!;
        Task reading = Task.CompletedTask;
        long sent = 0;
        int canceled = 0;
        Run(async () =>
        {
            (near, far) = await ConnectAsync();
            reading = ReadSlowlyAsync(far, stream);
        });
        for (int batch = 0; batch < 2; batch++)
        {
            Run(async () =>
            {
                for (int i = 0; i < 200; i++)
                {
                    byte[] data = CountingStream.Bytes(sent, random.Next(1, 100_000));
                    var cancel = new CancellationTokenSource();
                    bool isPlanned = random.Next(2) == 0;
                    if (isPlanned)
                    {
                        canceler.Plan(cancel, random, Loop);
                    }

                    try
                    {
                        ValueTask write = buffered
                            ? near.WriteAsync(data, cancel.Token)
                            : SendAsync(near.Channel, data, cancel.Token);
                        if (isPlanned && random.Next(4) == 0)
                        {
                            cancel.Cancel();
                        }

                        await write;
                        sent += data.Length;
                    }
                    catch (SendCanceledException partly)
                    {
                        Assert.InRange(partly.BytesSent, 0, data.Length);
                        sent += partly.BytesSent;
                        canceled++;
                    }
                    catch (OperationCanceledException)
                    {
                        canceled++; // before the first byte
                    }
                }
            });
        }

        Assert.InRange(canceled, 20, 380);
        Run(async () =>
        {
            await near.DisposeAsync();
            await reading;
            far.Close();
        });
        Assert.Equal(sent, stream.Position);
        Assert.Empty(Map);
    }

    [Fact]
    public void CancelledWaits_LeaveNoInterest() => Run(async () =>
    {
        (AsyncConnection near, _) = await ConnectAsync();
        using var cancel = new CancellationTokenSource();
        Task reading = near.ReadLineAsync(cancellationToken: cancel.Token).AsTask();
        Task sending = near.Channel.SendAsync(new byte[32 << 20], cancel.Token).AsTask();
        await Task.Yield();
        await Task.Yield();
        Assert.Equal(PollFlags.In | PollFlags.Out, Interest() & (PollFlags.In | PollFlags.Out));
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await Task.Yield();
        await Task.Yield();
        Assert.Equal(PollFlags.None, Interest());

        PollFlags Interest() =>
            Loop.GetSnapshot().Channels.Single(c => c.Descriptor == near.Channel.Socket!.Descriptor).Interest;
    });

    /// <summary>The outcome is there before the token: it stands, and the late token touches no later wait.</summary>
    [Fact]
    public void CancelledAfterCompletion_KeepsTheOutcome() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        using var cancel = new CancellationTokenSource();
        byte[] buffer = new byte[10];
        ValueTask<int> receiving = near.Channel.ReceiveAsync(buffer, cancel.Token);
        await far.Channel.SendAsync("ab"u8.ToArray());
        while (!receiving.IsCompleted)
        {
            await Task.Yield();
        }

        cancel.Cancel();
        cancel.Cancel();
        Assert.Equal(2, await receiving);
        ValueTask<int> next = near.Channel.ReceiveAsync(buffer);
        await Task.Yield();
        await Task.Yield();
        Assert.False(next.IsCompleted);
        await far.Channel.SendAsync("c"u8.ToArray());
        Assert.Equal(1, await next);
    });

    /// <summary>The moment between a method's look at its token and its wait, which another thread may hit.</summary>
    [Fact]
    public void CancelledOnAnotherThread_WhileTheWaitStarts_Ends() => Run(async () =>
    {
        (AsyncConnection near, _) = await ConnectAsync();
        byte[] buffer = new byte[1];
        for (int i = 0; i < 2000; i++)
        {
            using var cancel = new CancellationTokenSource();
            Task canceling = Task.Run(cancel.Cancel);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                async () => await near.Channel.ReceiveAsync(buffer, cancel.Token));
            await canceling;
        }
    });

    [Fact]
    public void CancelledBefore_EachMethodThrows_AndCanBeCalledAgain() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var canceled = new CancellationToken(canceled: true);
        var listener = new AsyncSocket(null, Map);
        listener.CreateSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var datagrams = new AsyncSocket(null, Map);
        datagrams.CreateSocket(type: SocketType.Dgram);
        datagrams.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var chat = new AsyncChat(far);
        chat.SetTerminator("\n"u8);
        EndPoint here = listener.Socket!.LocalEndPoint!;
        byte[] buffer = new byte[4];
        Func<Task>[] calls =
        [
            () => near.Channel.ReceiveAsync(buffer, canceled).AsTask(),
            () => near.Channel.SendAsync(buffer, canceled).AsTask(),
            () => near.Channel.WaitReadableAsync(canceled).AsTask(),
            () => near.Channel.WaitWritableAsync(canceled).AsTask(),
            () => near.ReadAsync(buffer, canceled).AsTask(),
            () => near.ReadAsync(canceled).AsTask(),
            () => near.ReadExactlyAsync(1, canceled).AsTask(),
            () => near.ReadExactlyAsync(buffer, canceled).AsTask(),
            () => near.ReadUntilAsync("\n"u8.ToArray(), cancellationToken: canceled).AsTask(),
            () => near.ReadLineAsync(cancellationToken: canceled).AsTask(),
            () => near.WriteAsync(buffer, canceled).AsTask(),
            () => near.FlushAsync(canceled).AsTask(),
            () => near.CompleteOutputAsync(canceled).AsTask(),
            () => chat.ReadAsync(canceled).AsTask(),
            () => chat.PushAsync(buffer, canceled).AsTask(),
            () => listener.AcceptAsync(canceled).AsTask(),
            () => datagrams.ReceiveFromAsync(buffer, canceled).AsTask(),
            () => datagrams.SendToAsync(buffer, here, canceled).AsTask(),
            () => AsyncConnection.ConnectAsync(here, null, canceled),
        ];
        int count = Map.Count;
        for (int i = 0; i < calls.Length * 2; i++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(calls[i % calls.Length]);
        }

        Assert.Equal(count, Map.Count);
        await near.WriteAsync("fine\n"u8.ToArray());
        Assert.True(await chat.ReadAsync());
    });

    private static async ValueTask SendAsync(AsyncSocket channel, byte[] data, CancellationToken token) =>
        await channel.SendAsync(data, token);

    private static async Task ReadSlowlyAsync(AsyncConnection far, CountingStream stream)
    {
        byte[] buffer = new byte[16384];
        while (await far.ReadAsync(buffer) is > 0 and var count)
        {
            stream.Take(buffer.AsSpan(0, count));
            await Task.Yield();
        }
    }

    /// <summary>One read with a token that is cancelled at some moment. Returns whether that ended it.</summary>
    private async Task<bool> ReadAndCancelAsync(
        Read kind, AsyncConnection near, AsyncChat? chat, CountingStream stream, Random random, Canceler canceler)
    {
        var cancel = new CancellationTokenSource();
        canceler.Plan(cancel, random, Loop);
        try
        {
            byte[] buffer = new byte[32];
            switch (kind)
            {
                case Read.Receive:
                    stream.Take(buffer.AsSpan(0, await Started(near.Channel.ReceiveAsync(buffer, cancel.Token))));
                    break;
                case Read.ReadInto:
                    stream.Take(buffer.AsSpan(0, await Started(near.ReadAsync(buffer, cancel.Token))));
                    break;
                case Read.Read:
                    stream.Take((await Started(near.ReadAsync(cancel.Token))).Span);
                    break;
                case Read.Exactly:
                    stream.Take((await Started(near.ReadExactlyAsync(random.Next(1, 40), cancel.Token))).Span);
                    break;
                case Read.Until:
                    stream.Take((await Started(near.ReadUntilAsync("\n"u8.ToArray(), cancellationToken: cancel.Token))).Span);
                    break;
                case Read.Line:
                    string? line = await Started(near.ReadLineAsync(Encoding.Latin1, cancellationToken: cancel.Token));
                    stream.Take(Encoding.Latin1.GetBytes(line + "\n"));
                    break;
                case Read.Chat:
                    Assert.True(await Started(chat!.ReadAsync(cancel.Token)));
                    stream.Take(chat.Current.Span);
                    stream.Take("\n"u8);
                    break;
            }

            return false;
        }
        catch (OperationCanceledException canceled)
        {
            Assert.Equal(cancel.Token, canceled.CancellationToken);
            return true;
        }

        ValueTask<T> Started<T>(ValueTask<T> read)
        {
            if (random.Next(8) == 0)
            {
                cancel.Cancel(); // started, and not awaited yet
            }

            return read;
        }
    }

    /// <summary>Cancels at a moment that a random number chooses, some of them on its own thread.</summary>
    private sealed class Canceler : IDisposable
    {
        private readonly BlockingCollection<CancellationTokenSource> _planned = [];
        private readonly Thread _thread;

        public Canceler()
        {
            _thread = new Thread(() =>
            {
                int spins = 0;
                foreach (CancellationTokenSource cancel in _planned.GetConsumingEnumerable())
                {
                    Thread.SpinWait(spins++ % 64 * 8);
                    cancel.Cancel();
                }
            });
            _thread.Start();
        }

        public void Plan(CancellationTokenSource cancel, Random random, Loop loop)
        {
            switch (random.Next(6))
            {
                case 0:
                    cancel.Cancel();
                    break;
                case 1:
                    loop.Post(cancel.Cancel);
                    break;
                case 2:
                    loop.Post(() => loop.Post(() =>
                    {
                        cancel.Cancel();
                        cancel.Cancel();
                    }));
                    break;
                default:
                    _planned.Add(cancel);
                    break;
            }
        }

        public void Dispose()
        {
            _planned.CompleteAdding();
            _thread.Join();
            _planned.Dispose();
        }
    }
}
