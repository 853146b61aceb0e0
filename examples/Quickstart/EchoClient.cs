using System.Buffers;

using AsyncoreNet.Compat;

namespace Quickstart;

/// <summary>A client that sends one message at a time, and calls back when all of it has come back.</summary>
internal sealed class EchoClient : asyncore.dispatcher_with_send
{
    private readonly ArrayBufferWriter<byte> _echo = new();
    private byte[] _message = [];
    private Action _echoed = () => { };

    /// <summary>Connects; <see cref="handle_connect"/> follows.</summary>
    public EchoClient(EchoServer server)
    {
        create_socket();
        connect(server.socket!.LocalEndPoint!);
    }

    /// <summary>Sends a message. It may be longer than the kernel has room for: the rest waits in <c>out_buffer</c>.</summary>
    public void Ask(byte[] message, Action echoed)
    {
        (_message, _echoed) = (message, echoed);
        send(message);
    }

    public override void handle_connect()
    {
        // Nothing to do: what was sent before has waited, and goes out now.
    }

    public override void handle_read()
    {
        _echo.Write(recv(8192));
        if (_echo.WrittenCount < _message.Length)
        {
            return; // a stream has no messages: the echo comes in pieces of any size
        }

        if (!_echo.WrittenSpan.SequenceEqual(_message))
        {
            throw new InvalidDataException("The echo is not what was sent.");
        }

        _echo.Clear();
        _echoed();
    }

    // By default an error is logged and closes this channel alone. Here it is the end of the show: ExitNow leaves the loop.
    public override void handle_error(Exception exception) => throw new asyncore.ExitNow(exception.Message);
}
