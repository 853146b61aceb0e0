using System.Net.Sockets;
using System.Text;

using AsyncoreNet.Async;
using AsyncoreNet.Redis.Tests;
using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration;

/// <summary>A connection to a Redis server, as a client uses it that reads reply by reply.</summary>
internal sealed class RedisTalk(AsyncConnection connection)
{
    /// <summary>
    /// A server may be gone without a word that arrives: then nothing ends the wait of who has nothing to send.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    private string _received = "";

    /// <summary>What has ended the connection; null if nothing has, or the server has in order.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Sends a request and waits for its reply, on a connection that does not break.</summary>
    public async Task<string> AskAsync(string request)
    {
        await connection.WriteAsync(Resp.Bytes(request));
        return await ReceiveAsync() ?? throw new InvalidOperationException("The server has ended the connection.", Failure);
    }

    /// <summary>Sends, in pieces. Returns false if the connection is over.</summary>
    public async Task<bool> SendAsync(ExploredClient client, string requests)
    {
        byte[] input = Resp.Bytes(requests);
        try
        {
            for (int sent = 0, count; sent < input.Length; sent += count)
            {
                await client.PauseAsync();
                int rest = input.Length - sent;
                count = client.Random.Chance(0.5) ? rest : ExploredWorld.DrawSize(client.Random, 1, rest);
                await connection.WriteAsync(input.AsMemory(sent, count));
            }

            return true;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            Failure ??= failure;
            return false;
        }
    }

    /// <summary>The next reply; null if the connection is over.</summary>
    public async Task<string?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        using var tired = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using LoopTimer patience = Loop.Current!.CallLater(Patience, tired.Cancel);
        try
        {
            while (true)
            {
                if (_received.Length > 0 && Resp.FindEnd(_received) is > 0 and var end)
                {
                    string reply = _received[..end];
                    _received = _received[end..];
                    return reply;
                }

                ReadOnlyMemory<byte> piece = await connection.ReadAsync(tired.Token);
                if (piece.IsEmpty)
                {
                    return null;
                }

                _received += Encoding.Latin1.GetString(piece.Span);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Failure ??= failure;
            return null;
        }
    }
}
