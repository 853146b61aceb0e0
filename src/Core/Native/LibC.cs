using System.Runtime.InteropServices;

namespace AsyncoreNet.Native;

/// <summary>
/// The system calls that the base class library does not offer without an exception per would-block, an allocation per call
/// or a thread of its own. Every call returns what libc returned; <see cref="Errno.Last"/> reads errno right after it.
/// </summary>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    // Sockets (Linux).

    [LibraryImport(Library)]
    internal static partial int socket(int domain, int type, int protocol);

    [LibraryImport(Library)]
    internal static partial int bind(int fd, byte* address, int length);

    [LibraryImport(Library)]
    internal static partial int listen(int fd, int backlog);

    [LibraryImport(Library)]
    internal static partial int accept4(int fd, byte* address, int* length, int flags);

    [LibraryImport(Library)]
    internal static partial int connect(int fd, byte* address, int length);

    [LibraryImport(Library)]
    internal static partial nint recvfrom(int fd, byte* buffer, nint length, int flags, byte* address, int* addressLength);

    [LibraryImport(Library)]
    internal static partial nint sendto(int fd, byte* buffer, nint length, int flags, byte* address, int addressLength);

    [LibraryImport(Library)]
    internal static partial int getsockname(int fd, byte* address, int* length);

    [LibraryImport(Library)]
    internal static partial int getpeername(int fd, byte* address, int* length);

    [LibraryImport(Library)]
    internal static partial int getsockopt(int fd, int level, int name, int* value, int* length);

    [LibraryImport(Library)]
    internal static partial int setsockopt(int fd, int level, int name, void* value, int length);

    [LibraryImport(Library)]
    internal static partial int shutdown(int fd, int how);

    // Descriptors (any Unix).

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags);

    [LibraryImport(Library)]
    internal static partial int isatty(int fd);

    [LibraryImport(Library)]
    internal static partial nint read(int fd, byte* buffer, nint length);

    [LibraryImport(Library)]
    internal static partial nint write(int fd, byte* buffer, nint length);

    [LibraryImport(Library)]
    internal static partial int close(int fd);

    [LibraryImport(Library)]
    internal static partial int fcntl(int fd, int command, int argument);

    [LibraryImport(Library)]
    internal static partial int ioctl(int fd, nuint request, int* value);

    // Readiness.

    [LibraryImport(Library)]
    internal static partial int epoll_create1(int flags);

    [LibraryImport(Library)]
    internal static partial int epoll_ctl(int epoll, int operation, int fd, void* registration);

    [LibraryImport(Library)]
    internal static partial int epoll_wait(int epoll, void* events, int capacity, int milliseconds);

    [LibraryImport(Library)]
    internal static partial int epoll_pwait2(int epoll, void* events, int capacity, TimeSpec* timeout, void* signalMask);

    [LibraryImport(Library)]
    internal static partial int eventfd(uint initial, int flags);

    [LibraryImport(Library)]
    internal static partial int pipe(int* descriptors);

    [LibraryImport(Library)]
    internal static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport(Library)]
    internal static partial int ppoll(PollDescriptor* descriptors, nuint count, TimeSpec* timeout, void* signalMask);
}

/// <summary><c>struct timespec</c> on 64-bit systems.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    public long Seconds;
    public long Nanoseconds;

    /// <summary>Rounds up to a whole nanosecond; a tick is 100 of them, so nothing is lost.</summary>
    public static TimeSpec From(TimeSpan span) => new()
    {
        Seconds = span.Ticks / TimeSpan.TicksPerSecond,
        Nanoseconds = span.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
    };
}

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public int Descriptor;
    public short Events;
    public short Returned;
}
