using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Async;
using AsyncoreNet.Testing;

using HttpServer;
using HttpServer.Compat;

using Await = HttpServer.Await;

namespace AsyncoreNet.Exploration;

/// <summary>
/// HttpServer with clients that pipeline, break off, fall silent and do not read. Each answer comes once, whole, in the order of
/// the requests and to the client who has asked; who does nothing is dropped, and not before its time.
/// </summary>
internal sealed class HttpWorld(string style) : ExploredWorld(style)
{
    private static readonly TimeSpan LongPartition = TimeSpan.FromMinutes(40); // longer than any but those that break connections
    private static readonly TimeSpan Slowness = TimeSpan.FromMinutes(3); // what is lost and sent again, more than once

    private TimeSpan _timeout;

    private enum Manner
    {
        /// <summary>Ends its output behind the last request, and reads to the end.</summary>
        Ends,

        /// <summary>Asks for the end with its last request, and reads up to there.</summary>
        Asks,

        /// <summary>Says nothing more behind its last request, and waits until it is dropped.</summary>
        Idles,

        /// <summary>The same in the middle of a request.</summary>
        Stalls,

        /// <summary>Does not read until it must have been dropped.</summary>
        Sleeps,

        /// <summary>Closes, whatever is on its way.</summary>
        Closes,

        /// <summary>The same with a reset.</summary>
        Aborts,
    }

    protected override Dispatcher Listen(EndPoint address)
    {
        var limits = new Limits { Timeout = Random.Next(5, 20) };
        _timeout = TimeSpan.FromSeconds(limits.Timeout);
        return Style == "compat" ? new Listener(address, limits) : Await.RequestHandler.Listen(address, limits);
    }

    protected override async Task TalkAsync(ExploredClient client)
    {
        TimeSpan begin = client.Host.Loop.Time; // the server may accept long before its client hears of that
        if (await client.TryConnectAsync() is not { } connection)
        {
            return;
        }

        Manner manner = client.Random.Pick<Manner>([Manner.Ends, Manner.Ends, .. Enum.GetValues<Manner>()]);
        var dialogue = new HttpDialogue(client.Random, $"client {client.Number}", isLarge: manner == Manner.Sleeps);
        for (int i = client.Random.Next(manner == Manner.Idles ? 0 : 1, 12); i > 0; i--)
        {
            dialogue.Add(isLast: i == 1 && manner == Manner.Asks);
        }

        byte[] input = dialogue.Input;
        int end = manner == Manner.Stalls ? client.Random.Next(1, input.Length) : input.Length;
        Task sending = SendAsync(client, connection, manner, input.AsMemory(0, end));
        if (manner == Manner.Sleeps)
        {
            await Task.Delay(5 * _timeout, client.Host.Loop.TimeProvider);
        }

        (byte[] received, Exception? failure) = await ReceiveAsync(client, connection);
        bool hasLeft = connection.IsClosed;
        connection.Abort();
        await sending;
        bool mayTimeOut = client.Host.Loop.Time - begin >= _timeout;
        dialogue.Check(received, mayTimeOut, isOrderly: failure is null);
        if (!hasLeft && !mayTimeOut && !MayBreak)
        {
            Require(failure is null, $"a connection that nothing breaks ends in order ({failure?.Message})");
            dialogue.RequireAll(received);
        }
    }

    private static async Task SendAsync(
        ExploredClient client, AsyncConnection connection, Manner manner, ReadOnlyMemory<byte> input)
    {
        try
        {
            for (int sent = 0, count; sent < input.Length; sent += count)
            {
                await client.PauseAsync();
                count = client.Random.Chance(0.3) ? input.Length - sent : DrawSize(client.Random, 1, input.Length - sent);
                await connection.WriteAsync(input.Slice(sent, count));
            }

            switch (manner)
            {
                case Manner.Ends:
                    await connection.CompleteOutputAsync();
                    break;
                case Manner.Closes:
                    await client.PauseAsync();
                    connection.Close();
                    break;
                case Manner.Aborts:
                    await client.PauseAsync();
                    connection.Abort();
                    break;
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Who reads knows.
        }
    }

    /// <summary>Receives to the end, which must come; and what that was if it was not in order.</summary>
    private async Task<(byte[] Received, Exception? Failure)> ReceiveAsync(ExploredClient client, AsyncConnection connection)
    {
        TimeSpan patience = _timeout + Slowness + (HasPartitions ? LongPartition : TimeSpan.Zero);
        using var tired = new CancellationTokenSource(patience, client.Host.Loop.TimeProvider);
        var received = new MemoryStream();
        try
        {
            while (await connection.ReadAsync(tired.Token) is { IsEmpty: false } piece)
            {
                received.Write(piece.Span);
            }

            return (received.ToArray(), null);
        }
        catch (OperationCanceledException tooLong)
        {
            Require(MayBreak, $"client {client.Number} is dropped when it does nothing");
            return (received.ToArray(), tooLong);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return (received.ToArray(), failure);
        }
    }
}
