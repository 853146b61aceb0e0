using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Compat.Tests;

/// <summary>A chat whose terminator is a line feed, on a socket that the test scripts, without a loop. Text is Latin-1.</summary>
public abstract class ChatTest : IDisposable
{
    private protected ChatTest()
    {
        Chat = new ChatRecorder(Socket, new ChannelMap());
        Chat.set_terminator("\n"u8);
    }

    private protected FakeSocket Socket { get; } = new();

    private protected ChatRecorder Chat { get; }

    private protected List<string> Trace => Chat.Trace;

    /// <summary>What each send took.</summary>
    protected string[] Sent => [.. Socket.Sent.Select(Text)];

    /// <summary>What waits to be sent; <c>None</c> for the close, <c>more</c> for a producer.</summary>
    private protected string[] Fifo => Waiting(Chat);

    public void Dispose()
    {
        Socket.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static string[] Waiting(asynchat.async_chat chat) =>
        [.. chat.producer_fifo.Select(entry => entry is null ? "None" : entry is byte[] chunk ? Text(chunk) : "more")];

    protected static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    protected static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>A read event that brings this.</summary>
    private protected void Receive(string data) => Receive(Chat, Socket, data);

    private protected static void Receive(asynchat.async_chat chat, FakeSocket socket, string data)
    {
        socket.Incoming.Enqueue(Bytes(data));
        asyncore.read(chat);
    }

    /// <summary>What is pushed from now on waits: the kernel has no room.</summary>
    private protected void FillKernel() => Socket.SendResult = SocketError.WouldBlock;

    private protected void DrainKernel() => Socket.SendResult = SocketError.Success;
}
