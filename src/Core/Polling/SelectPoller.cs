using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Native;

namespace AsyncoreNet;

/// <summary>
/// A poller over
/// <see cref="Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, TimeSpan)"/>: every
/// system.
/// </summary>
/// <remarks>
/// It reports reads, writes and exceptions, and no hang-up: a descriptor that is broken or at its end is readable, and reading it
/// tells. On Unix the base class library serves it with <c>poll</c>, so it takes pipes and terminals too and has no limit of 1024
/// descriptors; on Windows it takes sockets only. On Unix it puts an error into the list of exceptions, and a writer that has
/// nothing but an error (a full pipe whose reader is gone) into none, though it ends the wait: the poller looks again to tell.
/// </remarks>
internal sealed class SelectPoller : IPoller
{
    private readonly Dictionary<int, Registration> _registrations = [];
    private readonly Dictionary<Socket, int> _descriptors = new(ReferenceEqualityComparer.Instance);
    private readonly List<Socket> _read = [];
    private readonly List<Socket> _write = [];
    private readonly List<Socket> _except = [];
    private readonly Dictionary<int, PollFlags> _found = [];
    private readonly Socket _wakeReader; // a connected pair of datagram sockets: the one pair every system has
    private readonly Socket _wakeWriter;
    private readonly byte[] _scratch = new byte[64];
    private PollEvent[] _ready = new PollEvent[64];

    public SelectPoller()
    {
        _wakeReader = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        _wakeWriter = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        _wakeReader.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _wakeWriter.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _wakeReader.Connect(_wakeWriter.LocalEndPoint!); // takes datagrams from its pair alone
        _wakeWriter.Connect(_wakeReader.LocalEndPoint!);
    }

    public string Name => "select";

    public SocketError Add(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket)
    {
        Remove(descriptor);
        Socket watched;
        try
        {
            watched = socket?.Socket ?? Borrow(descriptor);
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode;
        }

        _registrations[descriptor] = new Registration(watched, generation, interest);
        _descriptors[watched] = descriptor;
        return SocketError.Success;
    }

    public SocketError Modify(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket)
    {
        if (!_registrations.TryGetValue(descriptor, out Registration? registration))
        {
            return Add(descriptor, generation, interest, socket);
        }

        _registrations[descriptor] = registration with { Generation = generation, Interest = interest };
        return SocketError.Success;
    }

    public void Remove(int descriptor)
    {
        if (_registrations.Remove(descriptor, out Registration? registration))
        {
            _descriptors.Remove(registration.Socket);
        }
    }

    public ReadOnlySpan<PollEvent> Wait(TimeSpan timeout)
    {
        Fill();
        try
        {
            Socket.Select(_read, _write, _except, Whole(timeout));
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.Interrupted)
        {
            return [];
        }

        return Collect();
    }

    public void Wake()
    {
        try
        {
            // A full buffer is as good as one more datagram: the reader is readable already.
            _wakeWriter.Send([0], SocketFlags.None, out _);
        }
        catch (ObjectDisposedException)
        {
            // The loop is gone, and with it whoever was to be woken.
        }
    }

    public void Dispose()
    {
        _wakeReader.Dispose();
        _wakeWriter.Dispose();
    }

    /// <summary>A <see cref="Socket"/> that looks at a descriptor without owning it.</summary>
    private static Socket Borrow(int descriptor) => new(new SafeSocketHandle(descriptor, ownsHandle: false));

    /// <summary>
    /// Whole milliseconds, rounded up: on Unix the base class library cuts the rest off, and a timer due in 0.2 ms would spin.
    /// </summary>
    private static TimeSpan Whole(TimeSpan timeout) => timeout < TimeSpan.Zero
        ? Timeout.InfiniteTimeSpan
        : TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(timeout.TotalMilliseconds), 1_000_000)); // its limit is 2^31 microseconds

    private void Fill()
    {
        _read.Clear();
        _write.Clear();
        _except.Clear();
        _read.Add(_wakeReader);
        List<int>? closed = null;
        foreach ((int descriptor, Registration registration) in _registrations)
        {
            if (registration.Socket.SafeHandle.IsClosed)
            {
                (closed ??= []).Add(descriptor); // closed behind the channel's back: Select would throw for all the others
                continue;
            }

            AddIf(_read, registration, PollFlags.In);
            AddIf(_write, registration, PollFlags.Out);
            AddIf(_except, registration, PollFlags.Pri);
        }

        closed?.ForEach(Remove);
    }

    private static void AddIf(List<Socket> list, Registration registration, PollFlags flag)
    {
        if ((registration.Interest & flag) != 0)
        {
            list.Add(registration.Socket);
        }
    }

    private ReadOnlySpan<PollEvent> Collect()
    {
        _found.Clear();
        Note(_read, PollFlags.In);
        Note(_write, PollFlags.Out);
        Note(_except, PollFlags.Pri);
        if (_found.Count == 0 && !OperatingSystem.IsWindows())
        {
            NoteErrors();
        }

        if (_ready.Length < _found.Count)
        {
            _ready = new PollEvent[_found.Count * 2];
        }

        int count = 0;
        foreach ((int descriptor, PollFlags flags) in _found)
        {
            _ready[count++] = new PollEvent(descriptor, _registrations[descriptor].Generation, flags);
        }

        return _ready.AsSpan(0, count);
    }

    private void Note(List<Socket> sockets, PollFlags flag)
    {
        foreach (Socket socket in sockets)
        {
            if (ReferenceEquals(socket, _wakeReader))
            {
                while (_wakeReader.Receive(_scratch, SocketFlags.None, out _) > 0)
                {
                }
            }
            else
            {
                int descriptor = _descriptors[socket];
                PollFlags found = flag == PollFlags.Pri && !OperatingSystem.IsWindows() && !Descriptors.Look(descriptor).IsUrgent
                    ? PollFlags.Err
                    : flag;
                _found[descriptor] = _found.GetValueOrDefault(descriptor) | found;
            }
        }
    }

    /// <summary>
    /// The wait has ended and no list says why: it was its time, a wake-up, or an error of a descriptor that is in the list of
    /// writers alone.
    /// </summary>
    private void NoteErrors()
    {
        foreach ((int descriptor, Registration registration) in _registrations)
        {
            if (registration.Interest == PollFlags.Out && Descriptors.Look(descriptor).HasError)
            {
                _found[descriptor] = PollFlags.Err;
            }
        }
    }

    private sealed record Registration(Socket Socket, uint Generation, PollFlags Interest);
}
