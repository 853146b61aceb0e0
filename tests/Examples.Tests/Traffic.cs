using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace AsyncoreNet.Examples.Tests;

/// <summary>The traffic of test peers, over plain sockets of the base class library.</summary>
internal static class Traffic
{
    /// <summary>Connects to a server.</summary>
    public static async Task<Socket> ConnectAsync(EndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(address, Deadline.Token());
        return socket;
    }

    /// <summary>Sends so many pseudo-random bytes, then the end. Returns their SHA-256.</summary>
    public static async Task<string> SendAsync(Socket socket, long count, int seed)
    {
        CancellationToken deadline = Deadline.Token();
        var random = new Random(seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[256 * 1024];
        for (long left = count; left > 0;)
        {
            random.NextBytes(buffer);
            Memory<byte> piece = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
            hash.AppendData(piece.Span);
            left -= piece.Length;
            for (; piece.Length > 0;)
            {
                piece = piece[await socket.SendAsync(piece, deadline)..];
            }
        }

        socket.Shutdown(SocketShutdown.Send);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Waits until what is being sent has left, or nobody takes any more of it.</summary>
    public static async Task SentOrStalledAsync(Socket socket, Task sending)
    {
        CancellationToken deadline = Deadline.Token();
        while (!sending.IsCompleted && socket.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectWrite))
        {
            deadline.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Receives until the peer's end. Returns the count and the SHA-256 of what came.</summary>
    public static async Task<(long Count, string Hash)> ReceiveAsync(Socket socket)
    {
        CancellationToken deadline = Deadline.Token();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[256 * 1024];
        long total = 0;
        for (int count; (count = await socket.ReceiveAsync(buffer, deadline)) > 0; total += count)
        {
            hash.AppendData(buffer.AsSpan(0, count));
        }

        return (total, Convert.ToHexString(hash.GetHashAndReset()));
    }

    /// <summary>Sends a text and receives as many bytes as it has.</summary>
    public static async Task<string> AskAsync(Socket socket, string text)
    {
        byte[] message = System.Text.Encoding.ASCII.GetBytes(text);
        Assert.Equal(message.Length, await socket.SendAsync(message, Deadline.Token()));
        byte[] answer = new byte[message.Length];
        using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.ReadExactlyAsync(answer, Deadline.Token());
        return System.Text.Encoding.ASCII.GetString(answer);
    }
}
