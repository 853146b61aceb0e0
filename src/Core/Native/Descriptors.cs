namespace AsyncoreNet.Native;

/// <summary>What is done to a bare descriptor on any Unix. Callers hold it open.</summary>
internal static unsafe class Descriptors
{
    private const int GetFlags = 3;
    private const int SetFlags = 4;

    private static int NonBlockingFlag => OperatingSystem.IsLinux() ? 0x800 : 0x4;

    private static int CloseOnExecFlag => OperatingSystem.IsLinux() ? 0x80000 : OperatingSystem.IsFreeBSD() ? 0x100000 : 0x1000000;

    private static int NoControllingTerminalFlag => OperatingSystem.IsLinux() ? 0x100 : OperatingSystem.IsFreeBSD() ? 0x8000 : 0x20000;

    private static int DuplicateCloseOnExec => OperatingSystem.IsLinux() ? 1030 : 67;

    /// <summary>A descriptor of an existing file, which neither the open nor what follows waits on, or -1 with errno set.</summary>
    public static int Open(string path, FileAccess access)
    {
        int mode = access switch { FileAccess.Read => 0, FileAccess.Write => 1, _ => 2 };
        return LibC.open(path, mode | NonBlockingFlag | CloseOnExecFlag | NoControllingTerminalFlag);
    }

    /// <summary>Whether the descriptor is that of a terminal.</summary>
    public static bool IsTerminal(int fd) => LibC.isatty(fd) == 1;

    /// <summary>Whether the descriptor is open in this process.</summary>
    public static bool IsOpen(int fd) => LibC.fcntl(fd, GetFlags, 0) >= 0;

    /// <summary>
    /// Turns O_NONBLOCK on. It belongs to the open file, so every duplicate of the descriptor sees it. Returns 0 or errno.
    /// </summary>
    public static int SetNonBlocking(int fd)
    {
        int flags = LibC.fcntl(fd, GetFlags, 0);
        if (flags < 0)
        {
            return Errno.Last;
        }

        return (flags & NonBlockingFlag) != 0 || LibC.fcntl(fd, SetFlags, flags | NonBlockingFlag) >= 0 ? 0 : Errno.Last;
    }

    /// <summary>A duplicate that child processes do not inherit, or -1 with errno set.</summary>
    public static int Duplicate(int fd) => LibC.fcntl(fd, DuplicateCloseOnExec, 0);

    /// <summary>Bytes that a read would return at once; 0 where the descriptor cannot tell.</summary>
    public static int Available(int fd)
    {
        nuint request = OperatingSystem.IsLinux() ? 0x541Bu : 0x4004667Fu;
        int count = 0;
        return LibC.ioctl(fd, request, &count) == 0 ? count : 0;
    }

    /// <summary>Whether urgent data is there, and whether an error is pending, without waiting.</summary>
    public static (bool IsUrgent, bool HasError) Look(int fd)
    {
        var descriptor = new PollDescriptor { Descriptor = fd, Events = (short)PollFlags.Pri };
        int found = LibC.poll(&descriptor, 1, 0);
        var flags = (PollFlags)descriptor.Returned;
        return found > 0 ? ((flags & PollFlags.Pri) != 0, (flags & PollFlags.Err) != 0) : (false, false);
    }

    /// <summary>Waits without a limit until the descriptor is ready or broken.</summary>
    public static void Wait(int fd, PollFlags ready)
    {
        var descriptor = new PollDescriptor { Descriptor = fd, Events = (short)ready };
        while (LibC.poll(&descriptor, 1, -1) < 0 && Errno.Last == Errno.EINTR)
        {
        }
    }
}
