using System.Net.Sockets;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace ChatEcho.Compat;

/// <summary>
/// Serves one connection. It is in one of two modes: a command ends with its line; the message behind it ends with its count, and
/// is sent back. Then comes the next command.
/// </summary>
internal sealed class EchoHandler : asynchat.async_chat
{
    private const int BufferSize = 128; // so small that the transcript shows how a message comes in pieces

    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(30);

    private readonly string _name;
    private readonly int _maxMessage;
    private int _lineLength;

    public EchoHandler(ChannelSocket sock, string name, int maxMessage)
        : base(sock)
    {
        (_name, _maxMessage) = (name, maxMessage);
        ac_in_buffer_size = BufferSize;
        ac_out_buffer_size = BufferSize;
        process_data = process_command;
        set_terminator("\n"u8);
    }

    /// <summary>The mode: what to do with what <see cref="found_terminator"/> has found.</summary>
    private Action process_data { get; set; }

    public override void collect_incoming_data(byte[] data)
    {
        if (process_data == nothing)
        {
            return;
        }

        Transcript.Write(_name, $"collect_incoming_data: {Transcript.Describe(data)}");
        _collect_incoming_data(data);
        if (process_data == process_command && (_lineLength += data.Length) > EchoCommand.MaxLength)
        {
            refuse(EchoCommand.TooLong);
        }
    }

    public override void found_terminator()
    {
        if (process_data != nothing)
        {
            Transcript.Write(_name, "found_terminator");
            process_data();
        }
    }

    // The client has sent all it has to say; what it has not read yet of its echoes is still its own.
    public override void handle_close() => CloseWhenSent();

    private void process_command()
    {
        byte[] line = _get_data();
        _lineLength = 0;
        Transcript.Write(_name, $"process_command: {Transcript.Text(line)}");
        if (EchoCommand.Parse(line, _maxMessage, out int length) is { } complaint)
        {
            refuse(complaint);
            return;
        }

        process_data = process_message;
        if (length > 0)
        {
            set_terminator(length);
        }
        else
        {
            process_message(); // asynchat takes a count of zero for "no end"
        }
    }

    private void process_message()
    {
        byte[] message = _get_data();
        Transcript.Write(_name, $"process_message: echoes {message.Length} bytes");
        if (message.Length > 0)
        {
            push(message);
        }

        process_data = process_command;
        set_terminator("\n"u8);
    }

    /// <summary>
    /// Says what is wrong and ends the connection. To close it at once would reset it if the client has sent more, and the
    /// client might never see the answer. So the sending alone ends, and what still comes is dropped until the client has closed
    /// too; for a while.
    /// </summary>
    private void refuse(string complaint)
    {
        Transcript.Write(_name, $"refuses: {complaint}");
        process_data = nothing;
        incoming.Clear();
        set_terminator((byte[]?)null);
        push(EchoCommand.Refusal(complaint));
        push_with_producer(end_sending);
    }

    /// <summary>A producer: asked when all before it has been sent, and it has nothing itself.</summary>
    private byte[] end_sending()
    {
        socket!.Shutdown(SocketShutdown.Send);
        Loop!.CallLater(LingerTime, close);
        return [];
    }

    private static void nothing()
    {
        // The mode of a connection that is over: whatever comes is dropped.
    }
}
