using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <summary>The channel of an <see cref="AsyncConnection"/>: an <see cref="AsyncSocket"/> with output that waits.</summary>
internal sealed class ConnectionChannel(ChannelSocket? socket, ChannelMap? map) : AsyncSocket(socket, map)
{
    private const int Never = int.MaxValue;

    private int _heldAbove = Never; // more output than this, and input waits
    private bool _closesWhenSent;

    /// <summary>Output that was taken and not sent yet.</summary>
    public ByteQueue Output { get; } = new();

    /// <summary>
    /// What ended the output: an error of the connection, or any other that has met output which was taken. That is lost, so
    /// nothing may ever follow it.
    /// </summary>
    public SocketError Failure { get; set; }

    public override int PendingOutput => Output.Length;

    internal override bool IsClosing => _closesWhenSent;

    protected override bool HoldsInput => Output.Length > _heldAbove;

    /// <summary>Has who waits for input wait until no more than so many bytes of output are left.</summary>
    public void HoldInput(int untilBelow)
    {
        _heldAbove = untilBelow;
        InterestChanged();
    }

    /// <summary>Input does not wait for the output any more.</summary>
    public void ReleaseInput()
    {
        _heldAbove = Never;
        InterestChanged();
    }

    /// <summary>Sends what waits. Returns false where there was no room for all of it.</summary>
    public bool TrySendOutput()
    {
        if (!Output.IsEmpty)
        {
            IOResult result = SendOnce(Output.Bytes);
            Output.Advance(result.Count);
            if (!result.Succeeded && !result.WouldBlock)
            {
                Failure = result.Error;
                Output.Clear(); // nobody will ever read it
            }
        }

        return Output.IsEmpty;
    }

    public override void CloseWhenSent()
    {
        RequireAccess();
        if (!IsClosed && !IsUnconnected && !IsWriterWaiting && MaySend())
        {
            TrySendOutput(); // nothing comes after it that could leave with it
        }

        if (Output.IsEmpty || IsUnconnected)
        {
            Close();
        }
        else
        {
            _closesWhenSent = true;
        }
    }

    public override void Close()
    {
        base.Close();
        Output.Clear();
    }

    public override void Abort()
    {
        base.Abort();
        Output.Clear();
    }

    /// <summary>By the name that the program knows.</summary>
    public override string ToString() =>
        base.ToString().Replace(nameof(ConnectionChannel), nameof(AsyncConnection), StringComparison.Ordinal);

    protected override void HandleWrite()
    {
        TrySendOutput();
        base.HandleWrite();
        if (_heldAbove != Never && !HoldsInput && !IsClosed)
        {
            ReleaseInput();
            HandleRead(); // the message that is waited for may have been received long ago
        }

        if (IsClosed)
        {
            return;
        }

        if (!Output.IsEmpty)
        {
            WriteInterest = true;
        }
        else if (_closesWhenSent)
        {
            Close();
        }
    }
}
