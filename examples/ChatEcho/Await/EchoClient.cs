using System.Net;

using AsyncoreNet.Async;
using AsyncoreNet.Examples;

namespace ChatEcho.Await;

/// <summary>Sends one message and waits for its copy.</summary>
internal static class EchoClient
{
    private const string Name = "client";
    private const int BufferSize = 128;

    /// <summary>Does all of it. Returns whether the message came back as it was.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="message">The message; not empty.</param>
    public static async Task<bool> RunAsync(EndPoint server, byte[] message)
    {
        Transcript.Write(Name, $"connects to {Addresses.Format(server)}");
        await using var chat = new AsyncChat(await AsyncConnection.ConnectAsync(server));
        Transcript.Write(Name, "is connected");
        chat.Push(EchoCommand.For(message.Length));
        await chat.PushAsync(ProduceAsync(message));

        chat.SetCount(message.Length);
        bool hasCopy = await chat.ReadAsync() && chat.Current.Span.SequenceEqual(message);
        Transcript.Write(Name, $"has a message: {Transcript.Describe(chat.Current.Span)}");
        Transcript.Write(Name, hasCopy ? "has received a copy of its message" : "has received something else");
        return hasCopy;
    }

    /// <summary>A producer that tells when it is asked.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ProduceAsync(ReadOnlyMemory<byte> message)
    {
        for (; !message.IsEmpty; message = message[Math.Min(BufferSize, message.Length)..])
        {
            ReadOnlyMemory<byte> piece = message[..Math.Min(BufferSize, message.Length)];
            Transcript.Write("producer", $"gives {Transcript.Describe(piece.Span)}");
            await Task.Yield(); // a producer may wait: for a file, a clock, another connection
            yield return piece;
        }
    }
}
