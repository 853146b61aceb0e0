using System.Net.Sockets;
using System.Runtime.InteropServices;

using AsyncoreNet.Native;

using Microsoft.Win32.SafeHandles;

namespace AsyncoreNet;

/// <summary>A poller over Linux's <c>epoll</c>, level-triggered.</summary>
/// <remarks>
/// What the kernel does, and what follows. A registration belongs to the open file, not to the descriptor: if a duplicate keeps
/// the file open, events go on after the descriptor is closed, with the data of the old registration; therefore the data is the
/// descriptor with its generation, and <see cref="Remove"/> comes before any close. HUP and ERR are reported whatever is asked
/// for; therefore a channel that wants nothing is not registered at all. Regular files are refused with EPERM because they never
/// wait; they are kept aside, always ready, and while there are any the wait is only a look.
/// </remarks>
internal sealed unsafe class EpollPoller : IPoller
{
    private const int CloseOnExec = 0x80000;
    private const int ControlAdd = 1;
    private const int ControlRemove = 2;
    private const int ControlModify = 3;
    private const ulong WakeData = ulong.MaxValue;

    private readonly SafeFileHandle _handle;
    private readonly int _epoll;
    private readonly EventFd _waker = new();
    private readonly Dictionary<int, PollEvent> _alwaysReady = []; // regular files: descriptor to what is asked of it
    private readonly bool _packed = RuntimeInformation.ProcessArchitecture == Architecture.X64; // epoll_event is packed there alone
    private readonly int _eventSize;
    private int _registered; // descriptors in the kernel's set, the waker aside
    private byte[] _events; // epoll_event[]
    private PollEvent[] _ready;
    private bool _preciseWait = true; // epoll_pwait2 exists (Linux 5.11)

    public EpollPoller()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("epoll needs Linux; choose PollerKind.Poll or PollerKind.Select.");
        }

        _epoll = LibC.epoll_create1(CloseOnExec);
        if (_epoll < 0)
        {
            SocketError error = SocketErrors.FromErrno(Errno.Last);
            _waker.Dispose();
            throw SocketErrors.CreateException(error, "open an epoll set", "this system");
        }

        _handle = new SafeFileHandle(_epoll, ownsHandle: true);
        _eventSize = _packed ? 12 : 16;
        _events = GC.AllocateUninitializedArray<byte>(64 * _eventSize, pinned: true);
        _ready = new PollEvent[64];
        Control(ControlAdd, _waker.Descriptor, PollFlags.In, WakeData);
    }

    public string Name => "epoll";

    public SocketError Add(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket)
    {
        switch (Control(ControlAdd, descriptor, interest, Data(descriptor, generation)))
        {
            case 0:
                _registered++;
                return SocketError.Success;
            case Errno.EPERM:
                _alwaysReady[descriptor] = new PollEvent(descriptor, generation, interest);
                return SocketError.Success;
            case Errno.EEXIST:
                return SocketErrors.FromErrno(Control(ControlModify, descriptor, interest, Data(descriptor, generation)));
            case var errno:
                return SocketErrors.FromErrno(errno);
        }
    }

    public SocketError Modify(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket)
    {
        if (_alwaysReady.ContainsKey(descriptor))
        {
            _alwaysReady[descriptor] = new PollEvent(descriptor, generation, interest);
            return SocketError.Success;
        }

        switch (Control(ControlModify, descriptor, interest, Data(descriptor, generation)))
        {
            case 0:
                return SocketError.Success;
            case Errno.ENOENT:
                // Closed and opened again behind our back: the kernel forgot the old file, and this is another.
                _registered--;
                return Add(descriptor, generation, interest, socket);
            case var errno:
                return SocketErrors.FromErrno(errno);
        }
    }

    public void Remove(int descriptor)
    {
        // ENOENT and EBADF say that the kernel has forgotten it already.
        if (!_alwaysReady.Remove(descriptor) && Control(ControlRemove, descriptor, PollFlags.None, 0) == 0)
        {
            _registered--;
        }
    }

    public ReadOnlySpan<PollEvent> Wait(TimeSpan timeout)
    {
        Grow();
        int found = WaitKernel(_alwaysReady.Count > 0 ? TimeSpan.Zero : timeout);
        int count = 0;
        fixed (byte* events = _events)
        {
            for (int i = 0; i < found; i++)
            {
                byte* item = events + (i * _eventSize);
                ulong data = *(ulong*)(item + (_eventSize - sizeof(ulong)));
                if (data == WakeData)
                {
                    _waker.Reset();
                    continue;
                }

                _ready[count++] = new PollEvent((int)(data & uint.MaxValue), (uint)(data >> 32), (PollFlags)(*(uint*)item & 0x1F));
            }
        }

        foreach (PollEvent file in _alwaysReady.Values)
        {
            _ready[count++] = file with { Flags = file.Flags & (PollFlags.In | PollFlags.Out) };
        }

        return _ready.AsSpan(0, count);
    }

    public void Wake() => _waker.Set();

    public void Dispose()
    {
        _handle.Dispose();
        _waker.Dispose();
    }

    private static ulong Data(int descriptor, uint generation) => (uint)descriptor | ((ulong)generation << 32);

    /// <summary>Returns 0 or errno.</summary>
    private int Control(int operation, int descriptor, PollFlags interest, ulong data)
    {
        byte* registration = stackalloc byte[16];
        *(uint*)registration = (uint)interest;
        *(ulong*)(registration + (_eventSize - sizeof(ulong))) = data;
        return LibC.epoll_ctl(_epoll, operation, descriptor, registration) == 0 ? 0 : Errno.Last;
    }

    /// <summary>Everything that is ready has room, so that one pass sees all of it and can keep the map's order.</summary>
    private void Grow()
    {
        int needed = _registered + _alwaysReady.Count + 1;
        if (_ready.Length < needed)
        {
            int capacity = Math.Max(needed, _ready.Length * 2);
            _events = GC.AllocateUninitializedArray<byte>(capacity * _eventSize, pinned: true);
            _ready = new PollEvent[capacity];
        }
    }

    private int WaitKernel(TimeSpan timeout)
    {
        fixed (byte* events = _events)
        {
            int found;
            if (_preciseWait && timeout > TimeSpan.Zero)
            {
                TimeSpec span = TimeSpec.From(timeout);
                found = LibC.epoll_pwait2(_epoll, events, _ready.Length, &span, null);
                if (found >= 0)
                {
                    return found;
                }

                int errno = Errno.Last;
                if (errno != Errno.ENOSYS)
                {
                    return Interrupted(errno);
                }

                _preciseWait = false;
            }

            // Rounded up, so that a timer that is due in 0.2 ms is not spun for.
            int milliseconds = timeout < TimeSpan.Zero ? -1 : (int)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue);
            found = LibC.epoll_wait(_epoll, events, _ready.Length, milliseconds);
            return found >= 0 ? found : Interrupted(Errno.Last);
        }
    }

    /// <summary>
    /// A signal ended the wait: nothing is ready, and the caller asks again. Any other error would come again and again: it is
    /// thrown.
    /// </summary>
    private static int Interrupted(int errno) => errno == Errno.EINTR
        ? 0
        : throw SocketErrors.CreateException(SocketErrors.FromErrno(errno), "wait for descriptors", "epoll");
}
