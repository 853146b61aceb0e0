using System.Net;

using ChatEcho;

namespace AsyncoreNet.Exploration;

/// <summary>The servers of the protocol <c>ECHO n</c>. One client in four ends with something that they refuse.</summary>
internal sealed class ChatEchoWorld(string style) : ExploredWorld(style)
{
    private const int MaxMessage = 2_000;

    /// <summary>How long the server goes on reading, and dropping, what a client sends that it has refused.</summary>
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(30);

    protected override Dispatcher Listen(EndPoint address) => Style == "compat"
        ? new ChatEcho.Compat.EchoServer(address, MaxMessage)
        : ChatEcho.Await.EchoServer.Listen(address, MaxMessage);

    protected override Task TalkAsync(ExploredClient client)
    {
        List<byte> input = [];
        for (int i = client.Random.Next(0, 6); i > 0; i--)
        {
            byte[] message = client.CreateMessage(i, client.Random.Chance(0.1) ? 0 : DrawSize(client.Random, 1, 1_000));
            input.AddRange(EchoCommand.For(message.Length));
            input.AddRange(message);
        }

        bool isRefused = client.Random.Chance(0.25);
        if (isRefused)
        {
            input.AddRange(DrawBadCommand(client));
            input.AddRange(client.CreateMessage(0, client.Random.Next(0, 1_000)));
        }

        return client.ConverseAsync([.. input], Answer, () => isRefused && client.ConnectedFor > LingerTime);
    }

    private static byte[] DrawBadCommand(ExploredClient client) => client.Random.Next(0, 4) switch
    {
        0 => EchoCommand.For(MaxMessage + 1),
        1 => "QUIT\n"u8.ToArray(),
        2 => "ECHO -1\n"u8.ToArray(),
        _ => [.. Enumerable.Repeat((byte)'x', client.Random.Next(EchoCommand.MaxLength + 1, 500))],
    };

    /// <summary>What the server says to an input that ends there.</summary>
    private static byte[] Answer(ReadOnlyMemory<byte> input)
    {
        List<byte> answer = [];
        ReadOnlySpan<byte> rest = input.Span;
        while (true)
        {
            int end = rest.IndexOf((byte)'\n');
            if ((end < 0 ? rest.Length : end) > EchoCommand.MaxLength)
            {
                return [.. answer, .. EchoCommand.Refusal(EchoCommand.TooLong)];
            }

            if (end < 0)
            {
                return [.. answer];
            }

            if (EchoCommand.Parse(rest[..end], MaxMessage, out int length) is { } complaint)
            {
                return [.. answer, .. EchoCommand.Refusal(complaint)];
            }

            rest = rest[(end + 1)..];
            if (length > rest.Length)
            {
                return [.. answer];
            }

            answer.AddRange(rest[..length]);
            rest = rest[length..];
        }
    }
}
