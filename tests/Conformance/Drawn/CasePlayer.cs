using System.Net.Sockets;

namespace AsyncoreNet.Conformance;

/// <summary>
/// Plays a drawn case under Compat. Parallel to drawn.py. What the peer says is there before the pass that is to read it, so that
/// both sides make the same passes.
/// </summary>
internal sealed class CasePlayer
{
    private readonly Stage _stage;
    private readonly DrawnChat _chat;
    private readonly Peer _peer;
    private readonly bool _gathers;
    private readonly List<byte> _received = [];

    private CasePlayer(Stage stage, DrawnCase drawn)
    {
        (ChannelSocket sock, _peer) = stage.socketpair();
        (_stage, _gathers) = (stage, drawn.Mode == Mode.Gathering);
        _chat = drawn.Mode == Mode.Sending ? new SendingDrawnChat(sock, stage, drawn) : new DrawnChat(sock, stage, drawn);
    }

    public static IReadOnlyList<string> Play(DrawnCase drawn, bool usePoll, Ground ground)
    {
        using var stage = new Stage(usePoll, ground);
        List<string> unexpected = stage.lines; // exceptions that nothing handled
        var player = new CasePlayer(stage, drawn);
        try
        {
            player.Play(drawn.Steps);
        }
        catch (Exception failure)
        {
            unexpected.Add($"!! {failure}");
        }

        return [.. player._chat.lines, .. unexpected];
    }

    private void Play(Act[] steps)
    {
        foreach (Act step in steps.TakeWhile(_ => !_chat.is_over))
        {
            Do(step);
        }

        RunUntilQuiet();
        if (!_chat.is_over)
        {
            _peer.shutdown();
            Run();
            _chat.close();
        }

        Receive();
        _chat.lines.Add("received " + Normal.quote([.. _received]));
    }

    private void Do(Act step)
    {
        switch (step.Do)
        {
            case "say":
                _peer.send(DrawnChat.bytes(step.Data!));
                Run();
                break;
            case "pass":
                Run();
                break;
            default:
                try
                {
                    _chat.perform(step);
                }
                catch (Boom error)
                {
                    _chat.write_down("raised " + Normal.describe(error));
                }

                break;
        }

        if (_gathers)
        {
            RunUntilQuiet();
        }

        if (!_chat.is_over)
        {
            _chat.write_down($"{_chat.producer_fifo.Count} waiting, writable: {_chat.writable()}");
        }
    }

    private void Run()
    {
        _chat.write_down("-- pass");
        _stage.poll();
        int before = _received.Count;
        Receive();
        if (_received.Count > before)
        {
            _chat.lines.Add("got " + Normal.quote([.. _received.Skip(before)]));
        }
    }

    /// <summary>Until all input was read and all output sent.</summary>
    private void RunUntilQuiet()
    {
        for (int i = 0; i < 2000; i++)
        {
            if (_chat.is_over || (_chat.socket!.Available == 0 && _chat.producer_fifo.Count == 0))
            {
                return;
            }

            Run();
        }

        throw new TimeoutException("not quiet after 2000 passes");
    }

    /// <summary>
    /// All that is there; so the kernel always has room. A chat that closes with input unread resets the peer behind it.
    /// </summary>
    private void Receive()
    {
        var buffer = new byte[4096];
        while (true)
        {
            IOResult received = _peer.socket.Receive(buffer);
            if (received.Count == 0)
            {
                if (received.Error is not (SocketError.Success or SocketError.WouldBlock or SocketError.ConnectionReset))
                {
                    throw new SocketException((int)received.Error);
                }

                return;
            }

            _received.AddRange(buffer.AsSpan(0, received.Count));
        }
    }
}
