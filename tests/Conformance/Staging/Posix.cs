using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace AsyncoreNet.Conformance;

/// <summary>System calls of the scenarios that the base class library does not offer, named as in Python's <c>os</c>.</summary>
internal static partial class Posix
{
    private const string Library = "libc";
    private const int Stream = 1;
    private const int Unix = 1;
    private const int GetFlags = 3;
    private const int NonBlocking = 0x800;

    public static (Socket, Socket) socketpair()
    {
        var ends = new int[2];
        Check(NativeSocketPair(Unix, Stream, 0, ends));
        return (Own(ends[0]), Own(ends[1]));
    }

    public static (int Read, int Write) pipe()
    {
        var ends = new int[2];
        Check(NativePipe(ends));
        return (ends[0], ends[1]);
    }

    public static int write(int fd, ReadOnlySpan<byte> data) => (int)Check(NativeWrite(fd, data, data.Length));

    public static string read(int fd, int count)
    {
        var buffer = new byte[count];
        return Encoding.Latin1.GetString(buffer, 0, (int)Check(NativeRead(fd, buffer, count)));
    }

    public static void rewind(int fd) => Check(NativeSeek(fd, 0, 0));

    public static void close(int fd) => Check(NativeClose(fd));

    public static bool get_blocking(int fd) => (Check(NativeControl(fd, GetFlags, 0)) & NonBlocking) == 0;

    /// <summary>A descriptor of a file that has no name.</summary>
    public static int open_nameless_file()
    {
        byte[] template = Encoding.UTF8.GetBytes(Path.Combine(Path.GetTempPath(), "asyncore-XXXXXX") + "\0");
        int fd = (int)Check(NativeMakeFile(template));
        File.Delete(Encoding.UTF8.GetString(template, 0, template.Length - 1));
        return fd;
    }

    /// <summary>Whether the descriptor has one of the flags, or a hang-up or an error, within the time.</summary>
    public static bool poll(int fd, PollFlags flags, int milliseconds)
    {
        var request = new PollRequest { Descriptor = fd, Events = (short)flags };
        return Check(NativePoll(ref request, 1, milliseconds)) > 0;
    }

    private static Socket Own(int descriptor) => new(new SafeSocketHandle(descriptor, ownsHandle: true));

    private static nint Check(nint result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport(Library, EntryPoint = "socketpair", SetLastError = true)]
    private static partial int NativeSocketPair(int domain, int type, int protocol, [Out] int[] ends);

    [LibraryImport(Library, EntryPoint = "pipe", SetLastError = true)]
    private static partial int NativePipe([Out] int[] ends);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    private static partial nint NativeWrite(int fd, ReadOnlySpan<byte> data, nint count);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    private static partial nint NativeRead(int fd, [Out] byte[] data, nint count);

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    private static partial nint NativeSeek(int fd, nint offset, int whence);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    private static partial int NativeClose(int fd);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int NativeControl(int fd, int command, int argument);

    [LibraryImport(Library, EntryPoint = "mkstemp", SetLastError = true)]
    private static partial int NativeMakeFile([In, Out] byte[] template);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    private static partial int NativePoll(ref PollRequest request, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
