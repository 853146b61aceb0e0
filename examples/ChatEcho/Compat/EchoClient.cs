using System.Net;

using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

namespace ChatEcho.Compat;

/// <summary>Sends one message and waits for its copy.</summary>
internal sealed class EchoClient : asynchat.async_chat
{
    private const string Name = "client";
    private const int BufferSize = 128;

    private readonly byte[] _message;
    private readonly Action _closed;

    /// <summary>Connects.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="message">The message; not empty.</param>
    /// <param name="closed">Called when it is over, with or without the copy.</param>
    public EchoClient(EndPoint server, byte[] message, Action closed)
    {
        (_message, _closed) = (message, closed);
        ac_in_buffer_size = BufferSize;
        ac_out_buffer_size = BufferSize;
        create_socket(server.AddressFamily);
        Transcript.Write(Name, $"connects to {Addresses.Format(server)}");
        connect(server);
    }

    /// <summary>Whether the message came back as it was.</summary>
    public bool HasCopy { get; private set; }

    public override void handle_connect()
    {
        Transcript.Write(Name, "handle_connect");
        push(EchoCommand.For(_message.Length));
        push_with_producer(new EchoProducer(_message, ac_out_buffer_size));
        set_terminator(_message.Length);
    }

    public override void collect_incoming_data(byte[] data)
    {
        Transcript.Write(Name, $"collect_incoming_data: {Transcript.Describe(data)}");
        _collect_incoming_data(data);
    }

    public override void found_terminator()
    {
        Transcript.Write(Name, "found_terminator");
        HasCopy = _get_data().AsSpan().SequenceEqual(_message);
        Transcript.Write(Name, HasCopy ? "has received a copy of its message" : "has received something else");
        close();
    }

    public override void close()
    {
        base.close();
        _closed();
    }
}
