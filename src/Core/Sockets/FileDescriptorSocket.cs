using System.Net.Sockets;

using AsyncoreNet.Native;

namespace AsyncoreNet;

/// <summary>A channel socket over a file descriptor: pipes, terminals, devices, regular files. Unix only.</summary>
/// <remarks>
/// Receive is <c>read</c> and send is <c>write</c>. A regular file never blocks: its reads and writes take as long as the disk
/// does.
/// </remarks>
public class FileDescriptorSocket : ChannelSocket
{
    private readonly bool _ownsDescriptor;
    private int _fd;

    /// <summary>Wraps an open descriptor.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="ownsDescriptor">Whether closing this closes it.</param>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    /// <exception cref="IOException">The descriptor is not open.</exception>
    public FileDescriptorSocket(int descriptor, bool ownsDescriptor)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("File descriptors as channels need a Unix system; use sockets on Windows.");
        }

        if (!Descriptors.IsOpen(descriptor))
        {
            throw Failure(SocketErrors.BadDescriptor, descriptor);
        }

        _fd = descriptor;
        _ownsDescriptor = ownsDescriptor;
    }

    /// <inheritdoc/>
    public override int Descriptor => _fd;

    /// <inheritdoc/>
    public override bool IsClosed => _fd < 0;

    /// <inheritdoc/>
    public override int Available => IsClosed ? 0 : Descriptors.Available(_fd);

    /// <summary>
    /// Whether the descriptor waits. Turning it off sets O_NONBLOCK, which every duplicate of the descriptor shares.
    /// </summary>
    public override bool Blocking
    {
        get => base.Blocking;
        set
        {
            base.Blocking = value;
            if (!value && !IsClosed)
            {
                _ = Descriptors.SetNonBlocking(_fd);
            }
        }
    }

    /// <summary>
    /// Wraps a duplicate of a descriptor, as asyncore's <c>file_wrapper</c> does: closing either leaves the other open.
    /// </summary>
    /// <param name="descriptor">The descriptor to duplicate.</param>
    /// <returns>The duplicate, closed with the result.</returns>
    /// <exception cref="IOException">The descriptor is not open, or the process has no descriptor left.</exception>
    public static FileDescriptorSocket Duplicate(int descriptor) =>
        new(DuplicateDescriptor(descriptor), ownsDescriptor: true);

    /// <summary>
    /// Opens a FIFO, a terminal, a device or a file that exists. Does not wait: a FIFO is open for reading before anybody writes.
    /// </summary>
    /// <param name="path">Where it is.</param>
    /// <param name="access">What for.</param>
    /// <exception cref="IOException">
    /// It does not exist or may not be opened; or it is a FIFO to write to, which nobody has open for reading (ENXIO).
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public static FileDescriptorSocket Open(string path, FileAccess access)
    {
        ArgumentNullException.ThrowIfNull(path);
        int descriptor = OperatingSystem.IsWindows() ? 0 : Descriptors.Open(path, access);
        return descriptor >= 0
            ? new FileDescriptorSocket(descriptor, ownsDescriptor: true)
            : throw SocketErrors.CreateFileException(SocketErrors.FromErrno(Errno.Last), "open a channel", path);
    }

    /// <summary>
    /// Wraps the standard input (0), output (1) or error (2) of the process. A terminal is opened anew: O_NONBLOCK on the shared one
    /// would reach the shell, and every other program on it. Anything else is duplicated.
    /// </summary>
    /// <param name="descriptor">0, 1 or 2.</param>
    /// <exception cref="IOException">The descriptor is not open, or the process has no descriptor left.</exception>
    public static FileDescriptorSocket OpenStandard(int descriptor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptor, 2);
        if (!OperatingSystem.IsWindows() && Descriptors.IsTerminal(descriptor))
        {
            string path = OperatingSystem.IsLinux() ? $"/proc/self/fd/{descriptor}" : "/dev/tty";
            int terminal = Descriptors.Open(path, descriptor == 0 ? FileAccess.Read : FileAccess.Write);
            if (terminal >= 0) // not where the terminal is another user's, after su
            {
                return new FileDescriptorSocket(terminal, ownsDescriptor: true);
            }
        }

        return Duplicate(descriptor);
    }

    /// <inheritdoc/>
    public override unsafe IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        fixed (byte* pointer = buffer)
        {
            while (!IsClosed)
            {
                nint count = LibC.read(_fd, pointer, buffer.Length);
                if (count >= 0)
                {
                    return new IOResult((int)count);
                }

                int errno = Errno.Last;
                if (errno != Errno.EINTR)
                {
                    return new IOResult(SocketErrors.FromErrno(errno));
                }
            }
        }

        return new IOResult(SocketErrors.BadDescriptor);
    }

    /// <inheritdoc/>
    public override unsafe IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        fixed (byte* pointer = buffer)
        {
            while (!IsClosed)
            {
                nint count = LibC.write(_fd, pointer, buffer.Length);
                if (count >= 0)
                {
                    return new IOResult((int)count);
                }

                int errno = Errno.Last;
                if (errno != Errno.EINTR)
                {
                    return new IOResult(SocketErrors.FromErrno(errno));
                }
            }
        }

        return new IOResult(SocketErrors.BadDescriptor);
    }

    /// <summary>Duplicates a descriptor for a subclass's constructor.</summary>
    protected static int DuplicateDescriptor(int descriptor)
    {
        int duplicate = OperatingSystem.IsWindows() ? -1 : Descriptors.Duplicate(descriptor);
        return duplicate >= 0 ? duplicate : throw Failure(SocketErrors.FromErrno(Errno.Last), descriptor);
    }

    /// <inheritdoc/>
    protected override SocketError CloseDescriptor()
    {
        // Cleared first: a failed close is reported once and never tried again, for the number may be another file's by then.
        (int fd, _fd) = (_fd, -1);
        return !_ownsDescriptor || LibC.close(fd) == 0 ? SocketError.Success : SocketErrors.FromErrno(Errno.Last);
    }

    private static IOException Failure(SocketError error, int descriptor) =>
        SocketErrors.CreateFileException(error, "open a channel", "descriptor " + descriptor);
}
