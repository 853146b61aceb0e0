using System.Net;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace Smtp;

/// <summary>A client of a <see cref="PureProxy"/>: while its message is passed on, it is neither read nor answered.</summary>
internal sealed class ProxyChannel : SMTPChannel
{
    private readonly PureProxy _proxy;
    private readonly List<byte[]> _ahead = []; // received behind the message: part of one receive, no more
    private bool _waiting; // for the message to be passed on
    private bool _closesWhenAnswered;

    public ProxyChannel(PureProxy proxy, ChannelSocket conn, EndPoint addr)
        : base(proxy, conn, addr, proxy.data_size_limit, proxy._map)
    {
        _proxy = proxy;
    }

    /// <summary>A graceful stop waits for the answer too.</summary>
    public override int PendingOutput => Math.Max(base.PendingOutput, _waiting ? 1 : 0);

    [TracksInterest]
    public override bool readable() => !_waiting;

    /// <summary>What was received before the answer comes before what is received after it.</summary>
    public override byte[] recv(int buffer_size)
    {
        if (_ahead.Count == 0)
        {
            return base.recv(buffer_size);
        }

        byte[] data = [.. _ahead.SelectMany(piece => piece)];
        _ahead.Clear();
        return data;
    }

    public override void collect_incoming_data(ReadOnlySpan<byte> data)
    {
        if (_waiting)
        {
            _ahead.Add(data.ToArray());
        }
        else
        {
            base.collect_incoming_data(data);
        }
    }

    public override void CloseWhenSent()
    {
        if (_waiting)
        {
            _closesWhenAnswered = true;
        }
        else
        {
            base.CloseWhenSent();
        }
    }

    protected override void message_received()
    {
        _waiting = true;
        InterestChanged();
        set_terminator((byte[]?)null);
        _proxy.Relay(peer, mailfrom!, rcpttos, received_data, Answer);
    }

    private void Answer(string? status)
    {
        if (IsClosed)
        {
            return; // the client has not waited; its message is on its way all the same
        }

        _waiting = false;
        InterestChanged();
        answer(status);
        if (_closesWhenAnswered)
        {
            CloseWhenSent();
        }
        else if (_ahead.Count > 0)
        {
            asyncore.read(this);
        }
    }
}
