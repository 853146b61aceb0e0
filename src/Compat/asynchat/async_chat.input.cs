using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace AsyncoreNet.Compat;

/// <content><c>asynchat.async_chat</c>: from bytes to messages.</content>
public static partial class asynchat
{
    public partial class async_chat
    {
        private readonly MessageParser _parser = new();
        private ReadOnlyMemory<byte> _input; // received and not parsed; between reads nearly always empty
        private object? _terminator; // as it was set
        private bool _hasTerminator; // one was set: Python has no attribute before
        private bool _isCount; // the terminator is a count, of which the parser knows what is left
        private bool _hasMoreInput; // found_terminator is called, and it is not for the last of the input

        /// <summary>What <see cref="_collect_incoming_data"/> has collected.</summary>
        public List<byte[]> incoming { get; } = [];

        /// <summary>
        /// What was received and not given out yet. Reading makes a copy; assigning replaces it, and is how input is put back or
        /// dropped.
        /// </summary>
        public byte[] ac_in_buffer
        {
            get => [.. _parser.Held, .. _input.Span];
            set
            {
                ArgumentNullException.ThrowIfNull(value);
                _parser.Discard();
                _input = value;
            }
        }

        /// <summary>Messages end with these bytes from now on. None at all, or null: they have no end.</summary>
        [OverloadResolutionPriority(1)] // what a bare null means
        public virtual void set_terminator(byte[]? term)
        {
            _parser.SetTerminator(term);
            (_terminator, _isCount, _hasTerminator) = (term, false, true);
        }

        /// <inheritdoc cref="set_terminator(byte[])"/>
        public void set_terminator(ReadOnlySpan<byte> term) => set_terminator(term.ToArray());

        /// <summary>Messages end with this text, in <see cref="encoding"/>, from now on.</summary>
        /// <exception cref="InvalidOperationException"><see cref="use_encoding"/> is off.</exception>
        public virtual void set_terminator(string term) => set_terminator(Encode(term, "the terminator"));

        /// <summary>
        /// The next message has this many bytes; after it, everything is collected without an end. So it is with 0 at once.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">The number is negative. Python: <c>ValueError</c>.</exception>
        public virtual void set_terminator(int term)
        {
            _parser.SetCount(term);
            (_terminator, _isCount, _hasTerminator) = (null, true, true);
        }

        /// <summary>
        /// What <see cref="set_terminator(byte[])"/> was given: bytes, or null. Of a number, what is left of it: 0 once the
        /// message is complete.
        /// </summary>
        /// <exception cref="InvalidOperationException">None was set. Python: <c>AttributeError</c>.</exception>
        public object? get_terminator()
        {
            RequireTerminator();
            return _isCount ? (int)_parser.Remaining : _terminator;
        }

#pragma warning disable MA0025 // as in Python: what a subclass has to implement is not implemented here
        /// <summary>Bytes of a message, perhaps not all of them. Must be overridden, here or with a span.</summary>
        public virtual void collect_incoming_data(byte[] data) =>
            throw new NotImplementedException("must be implemented in subclass");

        /// <summary>
        /// The same without a copy: the bytes are valid until this returns. By default it makes an array for
        /// <see cref="collect_incoming_data(byte[])"/>.
        /// </summary>
        public virtual void collect_incoming_data(ReadOnlySpan<byte> data) => collect_incoming_data(data.ToArray());

        /// <summary>The message is complete. Must be overridden; may set another terminator.</summary>
        public virtual void found_terminator() => throw new NotImplementedException("must be implemented in subclass");
#pragma warning restore MA0025

        /// <summary>
        /// Adds to <see cref="incoming"/>: an implementation of <see cref="collect_incoming_data(byte[])"/> to call.
        /// </summary>
        public void _collect_incoming_data(byte[] data) => incoming.Add(data);

        /// <summary>What was collected, in one array; it is forgotten here.</summary>
        public byte[] _get_data()
        {
            byte[] data = incoming.Count == 1 ? incoming[0] : Join(incoming);
            incoming.Clear();
            return data;
        }

        /// <summary>
        /// Receives once, and calls <see cref="collect_incoming_data(byte[])"/> and <see cref="found_terminator"/> for all that
        /// this brought, until the channel is closed.
        /// </summary>
        public override void handle_read()
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(ac_in_buffer_size);
            try
            {
                ReadOnlyMemory<byte> data = ReceiveOnce(buffer);
                if (!data.IsEmpty)
                {
                    Parse(data);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        /// <summary>What one receive brings: nothing if nothing is there, or after an error that handle_error has had.</summary>
        private ReadOnlyMemory<byte> ReceiveOnce(byte[] buffer)
        {
            try
            {
                if (_overrides.Receive)
                {
                    return recv(ac_in_buffer_size);
                }

                IOResult result = TryReceive(buffer.AsSpan(0, ac_in_buffer_size));
                int count = result.Count > 0 || result.WouldBlock ? result.Count : NothingReceived(result.Error, buffer.Length);
                return buffer.AsMemory(0, count);
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.WouldBlock)
            {
                return default;
            }
            catch (Exception failure) when (IsSystemError(failure))
            {
                handle_error(failure);
                return default;
            }
        }

        private void Parse(ReadOnlyMemory<byte> data)
        {
            _input = _input.IsEmpty ? data : (byte[])[.. _input.Span, .. data.Span];
            try
            {
                while (!IsClosed && ParseNext())
                {
                }
            }
            finally
            {
                if (IsClosed)
                {
                    _parser.Reset(); // what a closed channel leaves is not the beginning of its next connection
                    _input = default;
                }
                else if (!_input.IsEmpty)
                {
                    _input = _input.ToArray(); // the buffer under it is about to go back
                }

                _hasMoreInput = false;
                SendDeferred();
            }
        }

        /// <summary>One call of the program. Returns false at the end of the input.</summary>
        private bool ParseNext()
        {
            RequireTerminator();
            MessagePart part = _parser.Next(_input.Span);
            _input = _input[part.Consumed..];
            switch (part.Kind)
            {
                case MessagePartKind.Data:
                    collect_incoming_data(part.Held.IsEmpty ? part.Data : part.Data.IsEmpty ? part.Held : part.ToArray());
                    return true;
                case MessagePartKind.End:
                    _hasMoreInput = !_input.IsEmpty;
                    found_terminator();
                    return true;
                default:
                    return false;
            }
        }

        private void RequireTerminator()
        {
            if (!_hasTerminator)
            {
                throw new InvalidOperationException($"{this} has no terminator: call set_terminator first.");
            }
        }

        private static byte[] Join(List<byte[]> pieces)
        {
            byte[] all = GC.AllocateUninitializedArray<byte>(pieces.Sum(piece => piece.Length));
            int length = 0;
            foreach (byte[] piece in pieces)
            {
                piece.CopyTo(all, length);
                length += piece.Length;
            }

            return all;
        }
    }
}
