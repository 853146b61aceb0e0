using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests;

/// <summary>
/// A socket that answers what the test says. Without being told otherwise it has a peer, nothing to read and room to write.
/// </summary>
internal sealed class FakeSocket(
    int descriptor = 42, AddressFamily family = AddressFamily.InterNetwork, SocketType type = SocketType.Stream) : ChannelSocket
{
    private bool _closed;

    public static IPEndPoint Peer { get; } = new(IPAddress.Parse("192.0.2.7"), 7777);

    public SocketError BindResult { get; init; }

    public SocketError ListenResult { get; init; }

    public SocketError ConnectResult { get; init; }

    public SocketError AcceptResult { get; init; } = SocketError.WouldBlock;

    public SocketError PeerResult { get; init; }

    public SocketError CloseResult { get; init; }

    /// <summary>SO_ERROR.</summary>
    public SocketError PendingError { get; set; }

    /// <summary>What each receive gives; an empty array is the end of the stream.</summary>
    public Queue<byte[]> Incoming { get; } = [];

    /// <summary>What a receive answers when nothing is queued.</summary>
    public SocketError ReceiveResult { get; set; } = SocketError.WouldBlock;

    public SocketError SendResult { get; set; }

    /// <summary>Sends that were tried, the failed ones too.</summary>
    public int SendsTried { get; private set; }

    /// <summary>Bytes that one send takes.</summary>
    public int Room { get; set; } = int.MaxValue;

    /// <summary>What each send took.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>Called with what each send is offered, before it is answered.</summary>
    public Action<byte[]> OnSend { get; set; } = _ => { };

    /// <summary>Called by each connect, bind and listen: the moment that its caller's state is to be looked at.</summary>
    public Action OnCall { get; set; } = () => { };

    /// <summary>Whether an option was asked for or set, which always fails.</summary>
    public bool OptionFailed { get; private set; }

    public override int Descriptor => _closed ? -1 : descriptor;

    public override bool IsClosed => _closed;

    public override AddressFamily AddressFamily => family;

    public override SocketType SocketType => type;

    public override SocketError Bind(EndPoint address) => Answer(BindResult);

    public override SocketError Listen(int backlog) => Answer(ListenResult);

    public override SocketError Connect(EndPoint address) => Answer(ConnectResult);

    public override SocketError Accept(out ChannelSocket? socket, out EndPoint? address)
    {
        bool accepted = AcceptResult == SocketError.Success;
        socket = accepted ? new FakeSocket(descriptor + 1) : null;
        address = accepted ? Peer : null;
        return AcceptResult;
    }

    public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        if (!Incoming.TryDequeue(out byte[]? data))
        {
            return new IOResult(ReceiveResult);
        }

        data.CopyTo(buffer);
        return new IOResult(data.Length);
    }

    public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        OnSend(buffer.ToArray());
        SendsTried++;
        if (SendResult != SocketError.Success)
        {
            return new IOResult(SendResult);
        }

        Sent.Add(buffer[..Math.Min(buffer.Length, Room)].ToArray());
        return new IOResult(Sent[^1].Length);
    }

    public override SocketError GetError() => PendingError;

    public override SocketError GetRemoteEndPoint(out EndPoint? address)
    {
        address = PeerResult == SocketError.Success ? Peer : null;
        return PeerResult;
    }

    public override int GetOption(SocketOptionLevel level, SocketOptionName name) => 0;

    public override void SetOption(SocketOptionLevel level, SocketOptionName name, int value)
    {
        OptionFailed = true;
        throw new SocketException((int)SocketError.OperationNotSupported);
    }

    protected override SocketError CloseDescriptor()
    {
        _closed = true;
        return CloseResult;
    }

    private SocketError Answer(SocketError result)
    {
        OnCall();
        return result;
    }
}
