using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Compat;

/// <content><c>asynchat.async_chat</c>: its settings and its life.</content>
public static partial class asynchat
{
    /// <summary>
    /// A channel that cuts what it receives into messages, and sends what is pushed in the order of the pushes. Override
    /// <see cref="collect_incoming_data(byte[])"/> and <see cref="found_terminator"/>. Source: <c>asynchat.async_chat</c>.
    /// </summary>
    /// <remarks>
    /// Everything happens on the thread of the loop. Text, as a terminator or as output, needs <see cref="use_encoding"/>.
    /// </remarks>
    public partial class async_chat : asyncore.dispatcher
    {
        private static readonly ConcurrentDictionary<Type, (bool Receive, bool Send)> s_overrides = new();

        private readonly (bool Receive, bool Send) _overrides; // whether the program wants to see each receive, each send
        private Encoding? _codec; // of encoding, once it was needed

        /// <inheritdoc cref="asyncore.dispatcher(ChannelSocket?, ChannelMap?)"/>
        public async_chat(ChannelSocket? sock = null, ChannelMap? map = null)
            : base(sock, map)
        {
            _overrides = s_overrides.GetOrAdd(GetType(), static (_, channel) => channel.FindOverrides(), this);
        }

        /// <summary>The most bytes that one receive takes; 65,536 by default, 4,096 in Python 2.7. At least 1.</summary>
        public int ac_in_buffer_size
        {
            get;
            set => field = AtLeastOne(value);
        } = 65536;

        /// <summary>The most bytes that one send takes; 65,536 by default, 4,096 in Python 2.7. At least 1.</summary>
        public int ac_out_buffer_size
        {
            get;
            set
            {
                SendDeferred(); // by the size that it was pushed with: one send takes all of it
                field = AtLeastOne(value);
            }
        } = 65536;

        /// <summary>Whether text is taken where bytes are, by <see cref="encoding"/>. Off by default, as in Python.</summary>
        public bool use_encoding { get; set; }

        /// <summary>The encoding of text, by its name in Python or .NET; <c>latin-1</c> by default.</summary>
        public string encoding
        {
            get;
            set => (field, _codec) = (value, null);
        } = "latin-1";

        /// <summary>True: a chat always reads.</summary>
        [TracksInterest]
        public override bool readable() => true;

        /// <summary>True until connected, then while anything waits to be sent.</summary>
        [TracksInterest]
        public override bool writable()
        {
            SendDeferred();
            return !Output.IsEmpty || !connected;
        }

        /// <inheritdoc/>
        public override void create_socket(AddressFamily family = AddressFamily.InterNetwork, SocketType type = SocketType.Stream)
        {
            SendDeferred();
            base.create_socket(family, type);
        }

        /// <inheritdoc/>
        public override void set_socket(ChannelSocket sock, ChannelMap? map = null)
        {
            SendDeferred();
            base.set_socket(sock, map);
        }

        /// <summary>The connection is over: closes, without a word in the log.</summary>
        public override void handle_close() => close();

        /// <inheritdoc/>
        public override void close()
        {
            SendDeferred();
            base.close();
        }

        /// <summary>Drops all input and output that waits. For emergencies.</summary>
        public virtual void discard_buffers()
        {
            VerifyAccess();
            SendDeferred();
            ac_in_buffer = [];
            incoming.Clear();
            Output.Clear();
            OutputChanged();
        }

        /// <summary>The bytes of a text in <see cref="encoding"/>.</summary>
        /// <exception cref="InvalidOperationException"><see cref="use_encoding"/> is off.</exception>
        /// <exception cref="EncoderFallbackException">The encoding lacks a character.</exception>
        private byte[] Encode(string text, string what)
        {
            ArgumentNullException.ThrowIfNull(text);
            return use_encoding
                ? (_codec ??= codecs.Lookup(encoding)).GetBytes(text)
                : throw new InvalidOperationException($"{this}: {what} is text. Pass bytes, or set use_encoding.");
        }

        private (bool Receive, bool Send) FindOverrides()
        {
            // A delegate to a virtual method names the override that a call would reach.
            return (Receive: IsOverridden((Func<int, byte[]>)recv) || IsOverridden((Func<Span<byte>, int>)recv_into),
                Send: IsOverridden((Func<ReadOnlySpan<byte>, int>)send) || IsOverridden((Action)initiate_send));

            static bool IsOverridden(Delegate method) =>
                method.Method.DeclaringType != typeof(async_chat) && method.Method.DeclaringType != typeof(asyncore.dispatcher);
        }

        private static int AtLeastOne(int value)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            return value;
        }
    }
}
