using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Native;

namespace AsyncoreNet;

/// <summary>A channel socket over a descriptor and Linux's own calls.</summary>
/// <remarks>
/// <para>
/// The calls go to libc because <see cref="System.Net.Sockets.Socket"/> throws where accept and connect would block, and adds
/// work to each receive and send: a bare echo loop costs 0.98 of a C loop's CPU time this way and 1.07 through
/// <c>Socket.Receive</c> and <c>Socket.Send</c>; the callback echo, with the whole of this library over it, 1.02 to 1.04 (50
/// connections, 64 bytes).
/// </para>
/// <para>
/// The descriptor is always non-blocking. <see cref="Blocking"/> is emulated by waiting for readiness, as
/// <see cref="System.Net.Sockets.Socket"/> itself does on Unix, so turning it on or off costs no system call.
/// </para>
/// </remarks>
internal sealed unsafe class LinuxSocket : ChannelSocket
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int NoSignal = 0x4000;
    private const int SolSocket = 1;
    private const int SoReuseAddr = 2;
    private const int SoError = 4;
    private const int SoLinger = 13;
    private const int IpProtoTcp = 6;
    private const int TcpNoDelay = 1;

    private Socket? _socket; // made when asked for, over the handle
    private SafeSocketHandle? _handle; // made with the first socket; owns the descriptor from then on
    private int _fd; // -1 once closed
    private bool _blocking; // emulated: the descriptor itself never waits

    /// <summary>Wraps a descriptor that is already non-blocking.</summary>
    public LinuxSocket(int descriptor, AddressFamily family, SocketType type)
    {
        _fd = descriptor;
        AddressFamily = family;
        SocketType = type;
    }

    /// <summary>Takes over a managed socket.</summary>
    public LinuxSocket(Socket socket)
    {
        Suppress(this); // the socket has its own
        (_socket, _handle) = (socket, socket.SafeHandle);
        _fd = _handle.IsClosed ? -1 : (int)_handle.DangerousGetHandle();
        AddressFamily = socket.AddressFamily;
        SocketType = socket.SocketType;
        _blocking = socket.Blocking;
        if (_fd >= 0)
        {
            Descriptors.SetNonBlocking(_fd);
        }
    }

    /// <summary>Closes the descriptor of a socket that a program has lost.</summary>
    ~LinuxSocket()
    {
        if (_fd >= 0)
        {
            _ = LibC.close(_fd);
        }
    }

    public override int Descriptor => IsClosed ? -1 : _fd;

    public override bool IsClosed => _fd < 0 || _handle is { IsClosed: true };

    public override AddressFamily AddressFamily { get; }

    public override SocketType SocketType { get; }

    public override bool Blocking
    {
        get => _blocking;
        set => _blocking = value;
    }

    public override Socket Socket => _socket ??= new Socket(_handle ??= PassOn()) { Blocking = _blocking };

    public override EndPoint? LocalEndPoint
    {
        get
        {
            byte* address = stackalloc byte[NativeAddress.MaxSize];
            int length = NativeAddress.MaxSize;
            return !IsClosed && LibC.getsockname(_fd, address, &length) == 0
                ? NativeAddress.Read(new ReadOnlySpan<byte>(address, Math.Min(length, NativeAddress.MaxSize)))
                : null;
        }
    }

    public override int Available => IsClosed ? 0 : Descriptors.Available(_fd);

    public override bool ReuseAddress
    {
        get => GetNative(SolSocket, SoReuseAddr) != 0;
        set => SetNative(SolSocket, SoReuseAddr, value ? 1 : 0);
    }

    public override bool NoDelay
    {
        get => GetNative(IpProtoTcp, TcpNoDelay) != 0;
        set => SetNative(IpProtoTcp, TcpNoDelay, value ? 1 : 0);
    }

    /// <summary>Opens a non-blocking, non-inheritable socket.</summary>
    public static SocketError Create(AddressFamily family, SocketType type, ProtocolType protocol, out LinuxSocket? socket)
    {
        socket = null;
        if (type is SocketType.Unknown)
        {
            return SocketError.SocketNotSupported;
        }

        int number = protocol is ProtocolType.Unknown ? 0 : (int)protocol;
        int fd = LibC.socket(NativeAddress.Family(family), (int)type | NonBlocking | CloseOnExec, number);
        if (fd < 0)
        {
            return SocketErrors.FromErrno(Errno.Last);
        }

        socket = new LinuxSocket(fd, family, type);
        return SocketError.Success;
    }

    public override SocketError Bind(EndPoint address)
    {
        SocketAddress bytes = address.Serialize();
        fixed (byte* pointer = bytes.Buffer.Span)
        {
            return IsClosed ? SocketErrors.BadDescriptor : Result(LibC.bind(_fd, pointer, bytes.Size));
        }
    }

    public override SocketError Listen(int backlog) =>
        IsClosed ? SocketErrors.BadDescriptor : Result(LibC.listen(_fd, backlog));

    public override SocketError Accept(out ChannelSocket? socket, out EndPoint? address)
    {
        (socket, address) = (null, null);
        byte* buffer = stackalloc byte[NativeAddress.MaxSize];
        while (!IsClosed)
        {
            int length = NativeAddress.MaxSize;
            int fd = LibC.accept4(_fd, buffer, &length, NonBlocking | CloseOnExec);
            if (fd >= 0)
            {
                socket = new LinuxSocket(fd, AddressFamily, SocketType);
                address = NativeAddress.Read(new ReadOnlySpan<byte>(buffer, Math.Min(length, NativeAddress.MaxSize)));
                return SocketError.Success;
            }

            SocketError error = SocketErrors.FromErrno(Errno.Last);
            if (!Again(error, PollFlags.In))
            {
                return error;
            }
        }

        return SocketErrors.BadDescriptor;
    }

    public override SocketError Connect(EndPoint address)
    {
        if (IsClosed)
        {
            return SocketErrors.BadDescriptor;
        }

        ForgetSocket();
        SocketAddress bytes = address.Serialize();
        SocketError error;
        fixed (byte* pointer = bytes.Buffer.Span)
        {
            error = Result(LibC.connect(_fd, pointer, bytes.Size));
        }

        if (_blocking && error == SocketError.InProgress)
        {
            Descriptors.Wait(_fd, PollFlags.Out);
            return GetError();
        }

        return error;
    }

    public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None) =>
        Receive(buffer, flags, address: null, length: null);

    public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None) =>
        Send(buffer, flags, address: null, length: 0);

    public override IOResult ReceiveFrom(Span<byte> buffer, SocketFlags flags, SocketAddress sender)
    {
        fixed (byte* address = sender.Buffer.Span)
        {
            int length = sender.Buffer.Length;
            IOResult result = Receive(buffer, flags, address, &length);
            sender.Size = Math.Min(length, sender.Buffer.Length);
            return result;
        }
    }

    public override IOResult SendTo(ReadOnlySpan<byte> buffer, SocketFlags flags, SocketAddress destination)
    {
        fixed (byte* address = destination.Buffer.Span)
        {
            return Send(buffer, flags, address, destination.Size);
        }
    }

    public override SocketError Shutdown(SocketShutdown how) =>
        IsClosed ? SocketErrors.BadDescriptor : Result(LibC.shutdown(_fd, (int)how));

    public override SocketError GetError()
    {
        int value = 0, length = sizeof(int);
        if (IsClosed)
        {
            return SocketErrors.BadDescriptor;
        }

        return LibC.getsockopt(_fd, SolSocket, SoError, &value, &length) == 0
            ? SocketErrors.FromErrno(value)
            : SocketErrors.FromErrno(Errno.Last);
    }

    public override SocketError GetRemoteEndPoint(out EndPoint? address)
    {
        address = null;
        if (IsClosed)
        {
            return SocketErrors.BadDescriptor;
        }

        byte* buffer = stackalloc byte[NativeAddress.MaxSize];
        int length = NativeAddress.MaxSize;
        SocketError error = Result(LibC.getpeername(_fd, buffer, &length));
        if (error == SocketError.Success)
        {
            address = NativeAddress.Read(new ReadOnlySpan<byte>(buffer, Math.Min(length, NativeAddress.MaxSize)));
        }

        return error;
    }

    public override int GetOption(SocketOptionLevel level, SocketOptionName name) => (int)Socket.GetSocketOption(level, name)!;

    public override void SetOption(SocketOptionLevel level, SocketOptionName name, int value) =>
        Socket.SetSocketOption(level, name, value);

    public override SocketError Abort()
    {
        if (!IsClosed && SocketType == SocketType.Stream)
        {
            // struct linger { on, seconds }: closing with a linger of 0 sends a reset.
            long linger = 1;
            _ = LibC.setsockopt(_fd, SolSocket, SoLinger, &linger, sizeof(long));
        }

        return Close();
    }

    protected override SocketError CloseDescriptor()
    {
        // Cleared first: a failed close is reported once and never tried again, for the number may be another file's by then.
        (int fd, _fd) = (_fd, -1);
        Suppress(this);
        if (_handle is not null)
        {
            Socket.Dispose(); // not the handle alone: without a socket around it, it would reset the connection
            return SocketError.Success;
        }

        return Result(LibC.close(fd));
    }

    private IOResult Receive(Span<byte> buffer, SocketFlags flags, byte* address, int* length)
    {
        fixed (byte* pointer = buffer)
        {
            while (!IsClosed)
            {
                nint count = LibC.recvfrom(_fd, pointer, buffer.Length, (int)flags, address, length);
                if (count >= 0)
                {
                    return new IOResult((int)count);
                }

                SocketError error = SocketErrors.FromErrno(Errno.Last);
                if (!Again(error, PollFlags.In))
                {
                    return new IOResult(error);
                }
            }
        }

        return new IOResult(SocketErrors.BadDescriptor);
    }

    private IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags, byte* address, int length)
    {
        fixed (byte* pointer = buffer)
        {
            while (!IsClosed)
            {
                nint count = LibC.sendto(_fd, pointer, buffer.Length, (int)flags | NoSignal, address, length);
                if (count >= 0)
                {
                    return new IOResult((int)count);
                }

                SocketError error = SocketErrors.FromErrno(Errno.Last);
                if (!Again(error, PollFlags.Out))
                {
                    return new IOResult(error);
                }
            }
        }

        return new IOResult(SocketErrors.BadDescriptor);
    }

    /// <summary>
    /// Whether the failed call is to be made again: it was interrupted, or the socket is blocking and has become ready.
    /// </summary>
    private bool Again(SocketError error, PollFlags ready)
    {
        if (error == SocketError.Interrupted)
        {
            return true;
        }

        if (!_blocking || error != SocketError.WouldBlock)
        {
            return false;
        }

        Descriptors.Wait(_fd, ready);
        return true;
    }

    /// <summary>
    /// A managed socket reads its connected state when it is made, so one made before a connect would never know.
    /// </summary>
    private void ForgetSocket()
    {
        if (_socket is not null)
        {
            Suppress(_socket); // its finalizer would close the handle that lives on here
            _socket = null;
        }
    }

    /// <summary>Gives the descriptor to a handle, which has a finalizer of its own.</summary>
    private SafeSocketHandle PassOn()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        Suppress(this);
        return new SafeSocketHandle(_fd, ownsHandle: true);
    }

    private int GetNative(int level, int name)
    {
        int value = 0, length = sizeof(int);
        SocketError error = IsClosed ? SocketErrors.BadDescriptor : Result(LibC.getsockopt(_fd, level, name, &value, &length));
        return error == SocketError.Success ? value : throw SocketErrors.CreateException(error, "read an option", this);
    }

    private void SetNative(int level, int name, int value)
    {
        SocketError error = IsClosed ? SocketErrors.BadDescriptor : Result(LibC.setsockopt(_fd, level, name, &value, sizeof(int)));
        if (error != SocketError.Success)
        {
            throw SocketErrors.CreateException(error, "set an option", this);
        }
    }

#pragma warning disable CA1816 // not in Dispose alone: who owns the descriptor changes
    private static void Suppress(object owner) => GC.SuppressFinalize(owner);
#pragma warning restore CA1816

    private static SocketError Result(int returned) =>
        returned >= 0 ? SocketError.Success : SocketErrors.FromErrno(Errno.Last);
}
