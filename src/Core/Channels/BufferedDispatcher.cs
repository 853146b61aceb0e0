using System.Net.Sockets;

namespace AsyncoreNet;

/// <summary>
/// A dispatcher that keeps what the kernel has no room for and sends it when there is: <see cref="Send"/> takes everything.
/// asyncore: <c>dispatcher_with_send</c>.
/// </summary>
/// <remarks>
/// A peer that never reads does not fill the memory: while more than <see cref="HighWaterMark"/> bytes wait, the channel is not
/// read.
/// </remarks>
public class BufferedDispatcher : Dispatcher
{
    private readonly ByteQueue _output = new();
    private bool _closeWhenSent;

    /// <inheritdoc cref="Dispatcher(ChannelSocket?, ChannelMap?)"/>
    public BufferedDispatcher(ChannelSocket? socket = null, ChannelMap? map = null)
        : base(socket, map)
    {
    }

    /// <summary>Bytes of waiting output above which the channel is not read; 1 MiB by default. At least 0.</summary>
    public int HighWaterMark
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            VerifyAccess();
            field = value;
            InterestChanged();
        }
    } = 1 << 20;

    /// <inheritdoc/>
    public override int PendingOutput => _output.Length;

    /// <inheritdoc/>
    protected override bool HoldsInput => _output.Length > HighWaterMark;

    /// <inheritdoc/>
    [TracksInterest]
    public override bool Writable() => base.Writable() || !_output.IsEmpty;

    /// <summary>
    /// Takes all of <paramref name="data"/>: sends what fits the kernel's buffer now, unless the channel still connects, and
    /// keeps a copy of the rest. On a closed channel it is dropped. Returns the bytes taken.
    /// </summary>
    public override int Send(ReadOnlySpan<byte> data)
    {
        VerifyAccess();
        if (IsClosed)
        {
            return 0;
        }

        int sent = _output.IsEmpty && State != ChannelState.Connecting ? base.Send(data) : 0;
        if (sent < data.Length && !IsClosed)
        {
            _output.Append(data[sent..]);
            InterestChanged();
        }

        return data.Length;
    }

    /// <inheritdoc/>
    public override void Close()
    {
        base.Close();
        _output.Clear();
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        base.Abort();
        _output.Clear();
    }

    /// <inheritdoc/>
    public override void CloseWhenSent()
    {
        VerifyAccess();
        if (_output.IsEmpty)
        {
            Close();
        }
        else
        {
            _closeWhenSent = true;
            ReadInterest = false;
        }
    }

    /// <summary>Sends what waits. A class that overrides this calls it.</summary>
    protected override void HandleWrite()
    {
        if (!_output.IsEmpty)
        {
            _output.Advance(base.Send(_output.Bytes));
            InterestChanged();
        }

        if (_closeWhenSent && _output.IsEmpty && !IsClosed)
        {
            Close();
        }
    }
}
