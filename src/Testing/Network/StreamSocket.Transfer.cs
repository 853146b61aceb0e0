using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing;

/// <content>Receiving and sending, and urgent data.</content>
internal sealed partial class StreamSocket
{
    public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return new IOResult(hindrance);
        }

        if (_state == State.Listening || (IsLocal && _state == State.Fresh))
        {
            return new IOResult(IsLocal ? SocketError.InvalidArgument : SocketError.NotConnected);
        }

        bool peeks = (flags & SocketFlags.Peek) != 0;
        if ((flags & SocketFlags.OutOfBand) != 0)
        {
            return ReceiveUrgent(buffer, peeks);
        }

        int skipped = IsUrgentByteNext && buffer.Length > 0 ? 1 : 0;
        if (skipped > 0 && !peeks)
        {
            PassUrgentByte();
            skipped = 0;
        }

        int there = _urgentAt > _read ? (int)Math.Min(_received.Count, _urgentAt - _read) : _received.Count - skipped;
        if (there > 0)
        {
            // Where the end has come, the poller's hang-up is no mistake, and a loop may count on what it finds then.
            if (!_inputEnded && Network.Dice.Chance(Faults.WouldBlock))
            {
                Note(SimulationEventKind.Fault, 0, "EAGAIN after readiness");
                return new IOResult(SocketError.WouldBlock);
            }

            buffer = buffer[..Network.Dice.Part(Math.Min(there, buffer.Length), Faults.ShortReceive)];
            return peeks ? new IOResult(_received.Peek(buffer, skipped)) : Take(buffer);
        }

        if (PendingError != SocketError.Success)
        {
            SocketError error = TakeError();
            Changed();
            return Ended(error);
        }

        if (_inputEnded)
        {
            return new IOResult(0);
        }

        return new IOResult(_state == State.Fresh ? SocketError.NotConnected : SocketError.WouldBlock);
    }

    public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return new IOResult(hindrance);
        }

        if (_state == State.Connecting)
        {
            return new IOResult(SocketError.WouldBlock);
        }

        if (IsLocal && _state is State.Fresh or State.Listening)
        {
            return new IOResult(SocketError.NotConnected);
        }

        if (PendingError != SocketError.Success && !IsLocal)
        {
            SocketError error = TakeError();
            Changed();
            return Ended(error);
        }

        if (_outputEnded || _state != State.Connected)
        {
            return Ended(SocketError.Shutdown);
        }

        if (buffer.Length == 0)
        {
            return new IOResult(0);
        }

        int room = SendBuffer - _output!.Used;
        if (room <= 0)
        {
            return new IOResult(SocketError.WouldBlock);
        }

        if (Network.Dice.Chance(Faults.WouldBlock))
        {
            Note(SimulationEventKind.Fault, 0, "EAGAIN after readiness");
            return new IOResult(SocketError.WouldBlock);
        }

        ReadOnlySpan<byte> taken = buffer[..Network.Dice.Part(Math.Min(room, buffer.Length), Faults.ShortSend)];
        World.Trace.Add(World.Now, SimulationEventKind.Send, Host, Descriptor, taken);
        if ((flags & SocketFlags.OutOfBand) != 0 && taken.Length == buffer.Length && !IsLocal)
        {
            _output.WriteUrgent(taken);
        }
        else
        {
            _output.Write(taken);
        }

        Changed();
        return new IOResult(taken.Length);
    }

    public override IOResult SendTo(ReadOnlySpan<byte> buffer, SocketFlags flags, SocketAddress destination) =>
        !IsLocal ? Send(buffer, flags)
        : new IOResult(_state == State.Connected ? SocketError.IsConnected : SocketError.OperationNotSupported);

    public override IOResult ReceiveFrom(Span<byte> buffer, SocketFlags flags, SocketAddress sender)
    {
        sender.Size = 0;
        return Receive(buffer, flags);
    }

    private IOResult Take(Span<byte> buffer)
    {
        _received.Read(buffer);
        _read += buffer.Length;
        World.Trace.Add(World.Now, SimulationEventKind.Receive, Host, Descriptor, buffer);
        _input?.Pump();
        _input?.From.Changed();
        Changed();
        return new IOResult(buffer.Length);
    }

    /// <summary>
    /// The urgent byte, with what is before it. One that waits at the beginning of what is to be read makes way; elsewhere it is
    /// ordinary from now on.
    /// </summary>
    private void TakeUrgent(byte[] data)
    {
        if (IsUrgentByteNext)
        {
            PassUrgentByte();
        }

        _received.Write(data);
        (_urgentAt, _urgentByte, _urgentIsRead) = (_read + _received.Count - 1, data[^1], false);
    }

    /// <summary>An ordinary receive goes past the urgent byte, whether that was read or not.</summary>
    private void PassUrgentByte()
    {
        _received.Skip(1);
        _read++;
        _urgentAt = -1;
        Changed();
    }

    private IOResult ReceiveUrgent(Span<byte> buffer, bool peeks)
    {
        if (_urgentAt < 0 || _urgentIsRead || IsLocal)
        {
            return new IOResult(IsLocal ? SocketError.OperationNotSupported : SocketError.InvalidArgument);
        }

        if (_state == State.Over && !_peerHasEnded)
        {
            return new IOResult(SocketError.NotConnected);
        }

        _urgentIsRead = !peeks;
        Changed();
        if (buffer.Length == 0)
        {
            return new IOResult(0);
        }

        buffer[0] = _urgentByte;
        return new IOResult(1);
    }
}
