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
