using System.Net;

using AsyncoreNet;
using AsyncoreNet.Async;

namespace ChatEcho.Await;

/// <summary>The server with <c>await</c>: the mode of a connection is where its method waits.</summary>
internal sealed class EchoServer(int maxMessage)
{
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(30);

    private int _handlers;

    public static Dispatcher Listen(EndPoint address, int maxMessage) =>
        AsyncServer.Start(address, new EchoServer(maxMessage).ServeAsync).Channel;

    private async Task ServeAsync(AsyncConnection connection, CancellationToken stopping)
    {
        string name = $"handler {++_handlers}";
        var chat = new AsyncChat(connection);
        if (await EchoAsync(chat, name, stopping) is { } complaint)
        {
            Transcript.Write(name, $"refuses: {complaint}");
            await RefuseAsync(connection, complaint, stopping);
        }
    }

    /// <summary>Serves commands up to the client's end, or up to a bad one. Returns what is wrong with that.</summary>
    private async Task<string?> EchoAsync(AsyncChat chat, string name, CancellationToken stopping)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> line in chat.Messages("\n"u8, EchoCommand.MaxLength).WithCancellation(stopping))
            {
                Transcript.Write(name, $"has a command: {Transcript.Text(line.Span)}");
                if (EchoCommand.Parse(line.Span, maxMessage, out int length) is { } complaint)
                {
                    return complaint;
                }

                if (length > 0)
                {
                    chat.SetCount(length);
                    if (!await chat.ReadAsync(stopping))
                    {
                        break;
                    }

                    Transcript.Write(name, $"echoes {Transcript.Describe(chat.Current.Span)}");
                    await chat.PushAsync(chat.Current, stopping);
                }
            }

            return null;
        }
        catch (MessageTooLongException)
        {
            return EchoCommand.TooLong;
        }
    }

    /// <summary>
    /// Says what is wrong and ends the connection. To close it at once would reset it if the client has sent more, and the
    /// client might never see the answer. So the sending alone ends, and what still comes is dropped until the client has closed
    /// too; for a while.
    /// </summary>
    private static async Task RefuseAsync(AsyncConnection connection, string complaint, CancellationToken stopping)
    {
        await connection.WriteAsync(EchoCommand.Refusal(complaint), stopping);
        await connection.CompleteOutputAsync(stopping);
        using var linger = new CancellationTokenSource(LingerTime, Loop.Current!.TimeProvider);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping, linger.Token);
        try
        {
            while (await connection.ReadAsync(over.Token) is { Length: > 0 })
            {
                // Dropped.
            }
        }
        catch (OperationCanceledException) when (linger.IsCancellationRequested)
        {
            // Long enough.
        }
    }
}
