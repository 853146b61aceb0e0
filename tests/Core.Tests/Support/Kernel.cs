using System.Runtime.InteropServices;

namespace AsyncoreNet.Tests;

/// <summary>Calls that tests make past the library: pairs of descriptors, duplicates, signals, terminals.</summary>
internal static unsafe partial class Kernel
{
    public const int OpenReadWrite = 2;
    public const int OpenNoTerminal = 0x100;

    private const int FamilyUnix = 1;
    private const int TypeStream = 1;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    /// <summary>The kernel's id of the calling thread.</summary>
    public static int ThreadId => gettid();

    /// <summary>A pair of connected stream sockets without names, both non-blocking.</summary>
    public static (int Near, int Far) SocketPair()
    {
        int* ends = stackalloc int[2];
        Check(socketpair(FamilyUnix, TypeStream | NonBlocking | CloseOnExec, 0, ends));
        return (ends[0], ends[1]);
    }

    /// <summary>The same, both blocking.</summary>
    public static (int Near, int Far) BlockingSocketPair()
    {
        int* ends = stackalloc int[2];
        Check(socketpair(FamilyUnix, TypeStream | CloseOnExec, 0, ends));
        return (ends[0], ends[1]);
    }

    /// <summary>A non-blocking pipe.</summary>
    public static (int Read, int Write) Pipe()
    {
        int* ends = stackalloc int[2];
        Check(pipe2(ends, NonBlocking | CloseOnExec));
        return (ends[0], ends[1]);
    }

    /// <summary>Writes all of it, and fails the test where there is no room.</summary>
    public static void Write(int descriptor, ReadOnlySpan<byte> data)
    {
        fixed (byte* pointer = data)
        {
            nint written = write(descriptor, pointer, data.Length);
            if (written != data.Length)
            {
                throw new InvalidOperationException($"Wrote {written} of {data.Length} bytes to descriptor {descriptor}.");
            }
        }
    }

    /// <summary>Reads what is there: -1 for nothing, 0 for the end.</summary>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            return (int)read(descriptor, pointer, buffer.Length);
        }
    }

    /// <summary>Writes until the descriptor takes no more. Returns the bytes written.</summary>
    public static int Fill(int descriptor)
    {
        byte[] zeros = new byte[4096];
        int total = 0;
        fixed (byte* pointer = zeros)
        {
            // Smaller and smaller pieces: a full pipe still has room for less than a page.
            for (int size = zeros.Length; size > 0; size /= 2)
            {
                for (nint written; (written = write(descriptor, pointer, size)) > 0;)
                {
                    total += (int)written;
                }
            }
        }

        return total;
    }

    public static void Close(int descriptor) => Check(close(descriptor));

    public static int Duplicate(int descriptor) => Check(dup(descriptor));

    /// <summary>Makes <paramref name="target"/> another name of <paramref name="source"/>'s file, closing what it was.</summary>
    public static void DuplicateOnto(int source, int target) => Check(dup2(source, target));

    /// <summary>Sends a signal to the whole process.</summary>
    public static void Raise(int signal) => Check(kill(Environment.ProcessId, signal));

    /// <summary>Sends a signal to one thread of this process.</summary>
    public static void Raise(int signal, int threadId) => Check(tgkill(Environment.ProcessId, threadId, signal));

    /// <summary>Whether a thread of this process sleeps in the kernel.</summary>
    public static bool IsSleeping(int threadId)
    {
        string stat = File.ReadAllText($"/proc/self/task/{threadId}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].StartsWith('S');
    }

    /// <summary>A terminal: the side a terminal emulator holds, and the path of the side a program holds.</summary>
    public static (int Master, string Path) OpenTerminal()
    {
        int master = Check(posix_openpt(OpenReadWrite | OpenNoTerminal | CloseOnExec));
        Check(grantpt(master));
        Check(unlockpt(master));
        byte* name = stackalloc byte[64];
        Check(ptsname_r(master, name, 64));
        return (master, Marshal.PtrToStringUTF8((nint)name)!);
    }

    public static int Open(string path, int flags) => Check(open(path, flags | CloseOnExec, 0));

    private static int Check(int result) =>
        result >= 0 ? result : throw new InvalidOperationException($"A call failed: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socketpair(int domain, int type, int protocol, int* ends);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, byte* buffer, nint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, byte* buffer, nint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int source, int target);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tgkill(int process, int thread, int signal);

    [LibraryImport("libc")]
    private static partial int gettid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int grantpt(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlockpt(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ptsname_r(int descriptor, byte* buffer, nint length);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);
}
