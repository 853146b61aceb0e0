using System.Text;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>Mirrors <c>test_asynchat.echo_client</c>.</summary>
internal sealed class EchoClient : asynchat.async_chat
{
    private readonly StringBuilder _buffer = new();

    public EchoClient(ChannelMap map, int port)
        : base(null, map)
    {
        create_socket();
        connect(("127.0.0.1", port));
    }

    /// <summary>The messages.</summary>
    public List<string> Contents { get; } = [];

    /// <summary>What was collected of the message to come.</summary>
    public string Buffer => _buffer.ToString();

    /// <summary>How many reads have been handled.</summary>
    public int Reads { get; private set; }

    public override void handle_connect()
    {
    }

    public override void handle_read()
    {
        base.handle_read();
        Reads++;
    }

    public override void collect_incoming_data(byte[] data) => _buffer.Append(Encoding.Latin1.GetString(data));

    public override void found_terminator()
    {
        Contents.Add(Buffer);
        _buffer.Clear();
    }
}
