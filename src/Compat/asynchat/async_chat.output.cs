using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace AsyncoreNet.Compat;

/// <content>
/// <para><c>asynchat.async_chat</c>: what is pushed, and when it is sent.</para>
/// <para>
/// A push sends at once, as in Python, but for one case: in <see cref="async_chat.found_terminator"/>, while more of what the
/// peer has sent is still to be parsed. A peer that pipelines gets the answers to one receive with one send then, not with one
/// each. They go out before anything that the channel can be asked for next: with the push for the last of the input, at its
/// end, before a producer is asked, before <see cref="async_chat.send"/>, <see cref="asyncore.dispatcher.recv"/>,
/// <see cref="async_chat.close"/>, <see cref="async_chat.close_when_done"/>, <see cref="async_chat.discard_buffers"/> and
/// another socket or <see cref="async_chat.ac_out_buffer_size"/>, and before <see cref="async_chat.socket"/>,
/// <see cref="async_chat.writable"/> and <see cref="async_chat.producer_fifo"/> are looked at. A class that overrides
/// <see cref="async_chat.send"/> or <see cref="async_chat.initiate_send"/> sees the calls one by one, as Python makes them; so
/// does a socket that keeps the bounds of what it is given.
/// </para>
/// </content>
public static partial class asynchat
{
    public partial class async_chat
    {
        private const int HighWaterMark = 16 << 20; // above it the peer is not read: one that never reads cannot fill the memory

        private bool _sendDeferred; // pushed, and to be sent with what is pushed next
        private bool _closesWhenSent;
        private (bool Waits, bool Holds) _output; // what the loop knows of the queue

        /// <summary>What waits to be sent, in order.</summary>
        public producer_deque producer_fifo => field ??= new producer_deque(this);

        /// <inheritdoc cref="asyncore.dispatcher.socket"/>
        public new ChannelSocket? socket
        {
            get
            {
                SendDeferred();
                return Socket;
            }
            set
            {
                SendDeferred(); // to the socket that it was pushed for
                Socket = value;
            }
        }

        /// <inheritdoc/>
        public override int PendingOutput => (int)Math.Clamp(Output.Length, Output.Count, int.MaxValue);

        /// <inheritdoc/>
        protected override bool HoldsInput => _closesWhenSent || Output.Length > HighWaterMark;

        /// <summary>What waits to be sent.</summary>
        internal OutputQueue Output { get; } = new();

        /// <summary>Whether one send may take several chunks: nobody sees each, and the socket joins them anyway.</summary>
        private bool Gathers => !_overrides.Send && Socket is { SocketType: SocketType.Stream or SocketType.Unknown };

        /// <summary>
        /// Adds bytes to what waits, and sends what the kernel has room for. An array of at most <see cref="ac_out_buffer_size"/>
        /// bytes is not copied, so leave it alone until it is sent; a longer one is cut into pieces of that size.
        /// </summary>
        [OverloadResolutionPriority(1)]
        public virtual void push(byte[] data)
        {
            ArgumentNullException.ThrowIfNull(data);
            Push(data.Length > ac_out_buffer_size ? (byte[])data.Clone() : data);
        }

        /// <inheritdoc cref="push(byte[])"/>
        public virtual void push(ReadOnlyMemory<byte> data) => Push(data);

        /// <summary>Pushes a copy of the bytes.</summary>
        public void push(ReadOnlySpan<byte> data) => push(data.ToArray());

        /// <summary>Pushes a text in <see cref="encoding"/>.</summary>
        /// <exception cref="InvalidOperationException"><see cref="use_encoding"/> is off. Python: <c>TypeError</c>.</exception>
        public virtual void push(string data) => push(Encode(data, "what is pushed"));

        /// <summary>
        /// Adds a producer to what waits, and sends what there is room for. When all before it was sent it is asked for more,
        /// until it gives nothing. Null is the close, as <see cref="close_when_done"/> adds it.
        /// </summary>
        [OverloadResolutionPriority(1)] // what a bare null means
        public virtual void push_with_producer(producer? producer)
        {
            VerifyAccess();
            SendDeferred();
            Output.Append(producer is null ? OutputEntry.End : OutputEntry.Of(producer));
            initiate_send();
        }

        /// <summary>Adds bytes as they are, however many: they are sent in pieces of <see cref="ac_out_buffer_size"/>.</summary>
        public virtual void push_with_producer(byte[] producer)
        {
            ArgumentNullException.ThrowIfNull(producer);
            VerifyAccess();
            SendDeferred();
            Output.Append(OutputEntry.Of(producer));
            initiate_send();
        }

        /// <summary>Adds a function as a producer.</summary>
        /// <inheritdoc cref="push_with_producer(producer)"/>
        public void push_with_producer(Func<byte[]> more) => push_with_producer(new function_producer(more));

        /// <summary>Adds a function that gives text in <see cref="encoding"/> as a producer.</summary>
        /// <inheritdoc cref="push_with_producer(producer)"/>
        public void push_with_producer(Func<string> more) =>
            push_with_producer(new function_producer(() => more() is { } text ? Encode(text, "what a producer gave") : []));

        /// <summary>Closes the channel once all that was pushed has been sent. What is pushed later never is.</summary>
        public virtual void close_when_done()
        {
            VerifyAccess();
            SendDeferred(); // or the next push, which Python closes the channel with, would only send it
            Output.Append(OutputEntry.End);
            OutputChanged();
        }

        /// <summary>
        /// Sends once: of the chunk in front, and of those right behind it, up to <see cref="ac_out_buffer_size"/> bytes.
        /// Producers in front are asked first. The close calls <see cref="handle_close"/>.
        /// </summary>
        public virtual void initiate_send()
        {
            _sendDeferred = false;
            try
            {
                while (!Output.IsEmpty && connected && !SendFirst())
                {
                }
            }
            finally
            {
                OutputChanged();
            }
        }

        /// <summary>Room to write: <see cref="initiate_send"/>.</summary>
        public override void handle_write() => initiate_send();

        /// <summary>
        /// Sends once, past what waits: for a class that has its own output. What waits comes after it, but for what was pushed
        /// in this event.
        /// </summary>
        /// <inheritdoc/>
        public override int send(ReadOnlySpan<byte> data)
        {
            SendDeferred();
            return base.send(data);
        }

        /// <inheritdoc/>
        public override int recv_into(Span<byte> buffer)
        {
            SendDeferred(); // the program may wait for the answer
            return base.recv_into(buffer);
        }

        /// <inheritdoc/>
        public override void CloseWhenSent()
        {
            SendDeferred();

            // A channel without a connection, and without one to come, sends nothing: its peer was gone before it was accepted.
            if (Output.IsEmpty || State == ChannelState.Open)
            {
                close();
            }
            else
            {
                _closesWhenSent = true; // and a busy peer does not keep it open: it is not read any more
                close_when_done();
            }
        }

        /// <summary>The queue has changed: has the loop look again if that makes a difference to it.</summary>
        internal void OutputChanged()
        {
            (bool Waits, bool Holds) output = (!Output.IsEmpty, HoldsInput);
            if (output != _output)
            {
                _output = output;
                InterestChanged();
            }
        }

        private void Push(ReadOnlyMemory<byte> data)
        {
            VerifyAccess();
            int size = ac_out_buffer_size;
            if (_sendDeferred && (data.IsEmpty || Output.Length + data.Length > size))
            {
                SendDeferred(); // more than one send takes, or a send of nothing
            }

            if (_hasMoreInput && (_sendDeferred || Output.IsEmpty) && data.Length <= size && !data.IsEmpty && Gathers)
            {
                // A copy: after a push that has sent them, the program may use the bytes again.
                Output.Append(OutputEntry.Of(data.ToArray()));
                _sendDeferred = true;
                return;
            }

            for (; data.Length > size; data = data[size..])
            {
                Output.Append(OutputEntry.Of(data[..size]));
            }

            Output.Append(OutputEntry.Of(data));
            initiate_send();
        }

        internal void SendDeferred()
        {
            if (_sendDeferred)
            {
                initiate_send();
            }
        }

        /// <summary>One step at the head of the queue. Returns true when this event's one send, or the close, is done.</summary>
        private bool SendFirst()
        {
            OutputEntry first = Output[0];
            if (first.IsEnd)
            {
                Output.RemoveFirst();
                EndAfterError();
                return true;
            }

            if (first.Producer is not null)
            {
                Output.Produce();
                return false;
            }

            if (first.Chunk.IsEmpty)
            {
                Output.RemoveFirst(); // and sent all the same, as in Python: to a datagram socket it is something
                SendOnce(default);
            }
            else
            {
                SendOnce(Output.Peek(ac_out_buffer_size, Gathers));
            }

            return true;
        }

        private void SendOnce(ReadOnlySpan<byte> data)
        {
            try
            {
                Output.Advance(Math.Min(send(data), data.Length)); // an override may count what it has made of the bytes
            }
            catch (Exception failure) when (IsSystemError(failure))
            {
                handle_error(failure);
            }
        }

        private static bool IsSystemError(Exception failure) => failure is SocketException or IOException;
    }
}
