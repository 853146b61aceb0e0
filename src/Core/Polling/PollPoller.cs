using System.Net.Sockets;
using System.Runtime.InteropServices;

using AsyncoreNet.Native;

namespace AsyncoreNet;

/// <summary>A poller over <c>poll</c>: any Unix.</summary>
/// <remarks>
/// The kernel keeps nothing between calls, so the registrations live here: an array as the kernel wants it, the generations
/// beside it, and the place of each descriptor. A removed one is replaced by the last.
/// </remarks>
internal sealed unsafe class PollPoller : IPoller
{
    private readonly EventFd _waker;
    private readonly Dictionary<int, int> _places = []; // descriptor to its index below
    private PollDescriptor[] _descriptors = new PollDescriptor[64]; // [0] is the waker
    private uint[] _generations = new uint[64];
    private PollEvent[] _ready = new PollEvent[64];
    private int _count = 1;

    public PollPoller()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("poll needs a Unix system; choose PollerKind.Select.");
        }

        _waker = new EventFd();
        _descriptors[0] = new PollDescriptor { Descriptor = _waker.Descriptor, Events = (short)PollFlags.In };
    }

    public string Name => "poll";

    public SocketError Add(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket)
    {
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, descriptor, out bool exists);
        if (!exists)
        {
            place = _count++;
            if (place == _descriptors.Length)
            {
                Array.Resize(ref _descriptors, place * 2);
                Array.Resize(ref _generations, place * 2);
                _ready = new PollEvent[place * 2];
            }
        }

        _descriptors[place] = new PollDescriptor { Descriptor = descriptor, Events = (short)interest };
        _generations[place] = generation;
        return SocketError.Success;
    }

    public SocketError Modify(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket) =>
        Add(descriptor, generation, interest, socket);

    public void Remove(int descriptor)
    {
        if (_places.Remove(descriptor, out int place))
        {
            _count--;
            if (place != _count)
            {
                _descriptors[place] = _descriptors[_count];
                _generations[place] = _generations[_count];
                _places[_descriptors[place].Descriptor] = place;
            }
        }
    }

    public ReadOnlySpan<PollEvent> Wait(TimeSpan timeout)
    {
        int left;
        int errno = 0;
        fixed (PollDescriptor* descriptors = _descriptors)
        {
            left = OperatingSystem.IsLinux() ? WaitPrecisely(descriptors, timeout) : LibC.poll(descriptors, (nuint)_count, Milliseconds(timeout));
            errno = left < 0 ? Errno.Last : 0;
        }

        // An interrupting signal: nothing is ready, and the caller asks again. Any other error would come again and again: it is thrown.
        if (errno is not (0 or Errno.EINTR))
        {
            throw SocketErrors.CreateException(SocketErrors.FromErrno(errno), $"wait for {_count} descriptors", "poll");
        }

        if (left > 0 && _descriptors[0].Returned != 0)
        {
            _waker.Reset();
            left--;
        }

        int count = 0;
        for (int place = 1; left > 0 && place < _count; place++)
        {
            ref PollDescriptor item = ref _descriptors[place];
            if (item.Returned != 0)
            {
                _ready[count++] = new PollEvent(item.Descriptor, _generations[place], (PollFlags)item.Returned);
                left--;
            }
        }

        return _ready.AsSpan(0, count);
    }

    public void Wake() => _waker.Set();

    public void Dispose() => _waker.Dispose();

    private int WaitPrecisely(PollDescriptor* descriptors, TimeSpan timeout)
    {
        TimeSpec span = TimeSpec.From(timeout);
        return LibC.ppoll(descriptors, (nuint)_count, timeout < TimeSpan.Zero ? null : &span, null);
    }

    /// <summary>Rounded up, so that a timer that is due in 0.2 ms is not spun for.</summary>
    private static int Milliseconds(TimeSpan timeout) =>
        timeout < TimeSpan.Zero ? -1 : (int)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue);
}
