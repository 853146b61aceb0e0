using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

using AsyncoreNet;

namespace Micro;

/// <summary>
/// A network whose poller finds every channel ready for all that it wants, without a system call: what a pass costs on it is
/// the library's own part. It has no sockets; give channels a <see cref="GivingSocket"/>.
/// </summary>
internal sealed class ReadyNetwork : INetwork
{
    public static Loop CreateLoop(TimeProvider? clock = null) =>
        new(new ChannelMap(), new LoopOptions { Network = new ReadyNetwork(), TimeProvider = clock ?? TimeProvider.System });

    public ChannelSocket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol = ProtocolType.Unspecified) =>
        throw new NotSupportedException();

    public IPoller CreatePoller(PollerKind kind) => new ReadyPoller();

    public IPAddress[] Resolve(string host, AddressFamily family) => throw new NotSupportedException();

    public ValueTask<IPAddress[]> ResolveAsync(
        string host, AddressFamily family, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    private sealed class ReadyPoller : IPoller
    {
        private readonly List<PollEvent> _registered = [];

        public string Name => "ready";

        public SocketError Add(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket)
        {
            _registered.Add(new PollEvent(descriptor, generation, interest & (PollFlags.In | PollFlags.Out)));
            return SocketError.Success;
        }

        public SocketError Modify(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket)
        {
            Remove(descriptor);
            return Add(descriptor, generation, interest, socket);
        }

        public void Remove(int descriptor)
        {
            for (int i = _registered.Count - 1; i >= 0; i--)
            {
                if (_registered[i].Descriptor == descriptor)
                {
                    _registered.RemoveAt(i);
                }
            }
        }

        public ReadOnlySpan<PollEvent> Wait(TimeSpan timeout) => CollectionsMarshal.AsSpan(_registered);

        public void Wake()
        {
        }

        public void Dispose()
        {
        }
    }
}
