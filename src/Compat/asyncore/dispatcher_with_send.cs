using System.Collections.Concurrent;

namespace AsyncoreNet.Compat;

/// <content><c>asyncore.dispatcher_with_send</c>.</content>
public static partial class asyncore
{
    /// <summary>
    /// A dispatcher that keeps what the kernel has no room for, and sends it when there is. Source:
    /// <c>asyncore.dispatcher_with_send</c>.
    /// </summary>
    public class dispatcher_with_send : dispatcher
    {
        private const int HighWaterMark = 16 << 20; // above it the peer is not read: one that never reads cannot fill the memory

        private static readonly ConcurrentDictionary<Type, bool> Plain = new(); // classes that do not override initiate_send

        private readonly ByteQueue _out = new();
        private bool _closeWhenSent;

        /// <inheritdoc cref="dispatcher(ChannelSocket?, ChannelMap?)"/>
        public dispatcher_with_send(ChannelSocket? sock = null, ChannelMap? map = null)
            : base(sock, map)
        {
        }

        /// <summary>What waits to be sent. Reading it makes a copy; assigning to it replaces what waits.</summary>
        public byte[] out_buffer
        {
            get => _out.Bytes.ToArray();
            set
            {
                ArgumentNullException.ThrowIfNull(value);
                _out.Clear();
                _out.Append(value);
                InterestChanged();
            }
        }

        /// <inheritdoc/>
        public override int PendingOutput => _out.Length;

        /// <inheritdoc/>
        protected override bool HoldsInput => _closeWhenSent || _out.Length > HighWaterMark;

        /// <summary>Sends once, up to 65,536 bytes of what waits, and drops what was sent.</summary>
        public virtual void initiate_send()
        {
            ReadOnlySpan<byte> bytes = _out.Bytes;
            int sent = base.send(bytes[..Math.Min(bytes.Length, 65536)]);
            if (sent > 0)
            {
                bool held = HoldsInput;
                _out.Advance(sent);
                if (_out.IsEmpty || held)
                {
                    InterestChanged();
                }
            }
        }

        /// <summary>Sends what waits.</summary>
        public override void handle_write()
        {
            initiate_send();
            if (_closeWhenSent && _out.IsEmpty && !IsClosed)
            {
                close();
            }
        }

        /// <summary>True until connected, then while output waits.</summary>
        [TracksInterest]
        public override bool writable() => !connected || !_out.IsEmpty;

        /// <summary>
        /// Takes all of <paramref name="data"/>: adds it to what waits, and sends what the kernel has room for. Before a connect
        /// has been started it only waits. Returns the bytes taken.
        /// </summary>
        public override int send(ReadOnlySpan<byte> data)
        {
            if (debug)
            {
                log_info("sending " + repr.Of(data));
            }

            if (_out.IsEmpty && State == ChannelState.Connected && IsPlain())
            {
                SendAtOnce(data);
            }
            else
            {
                _out.Append(data);
                if (State != ChannelState.Open)
                {
                    initiate_send();
                }
            }

            if (!_out.IsEmpty)
            {
                InterestChanged();
            }

            return data.Length;
        }

        /// <summary>
        /// <see cref="initiate_send"/> for what nothing waits in front of: only what is left of it is added to what waits. An error is met
        /// with all of it there, as in asyncore.
        /// </summary>
        private void SendAtOnce(ReadOnlySpan<byte> data)
        {
            IOResult result = TrySend(data[..Math.Min(data.Length, 65536)]);
            _out.Append(data[result.Count..]);
            if (!result.Succeeded)
            {
                Unsent(result.Error);
            }
        }

        /// <summary>Whether sending is what this class makes of it.</summary>
        private bool IsPlain()
        {
            Type type = GetType();
            if (!Plain.TryGetValue(type, out bool isPlain))
            {
                isPlain = ((Action)initiate_send).Method.DeclaringType == typeof(dispatcher_with_send);
                Plain.TryAdd(type, isPlain);
            }

            return isPlain;
        }

        /// <inheritdoc/>
        public override void CloseWhenSent()
        {
            if (_out.IsEmpty)
            {
                close();
            }
            else
            {
                _closeWhenSent = true; // and a busy peer does not keep it open: it is not read any more
                InterestChanged();
            }
        }
    }
}
