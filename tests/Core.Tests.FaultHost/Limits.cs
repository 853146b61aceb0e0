using System.Runtime.InteropServices;

namespace AsyncoreNet.Tests.FaultHost;

/// <summary>The process's limit of open descriptors, and descriptors that are taken away.</summary>
internal static unsafe partial class Limits
{
    private const int OpenFiles = 7; // RLIMIT_NOFILE

    private static int HighestDescriptor => Descriptors().Max(d => d.Number);

    /// <summary>Lowers the limit: no descriptor at or above it can be opened.</summary>
    public static void Lower(int limit)
    {
        ulong* limits = stackalloc ulong[2];
        Check(getrlimit(OpenFiles, limits));
        limits[0] = (ulong)limit;
        Check(setrlimit(OpenFiles, limits));
    }

    /// <summary>
    /// Lowers the limit so that exactly so many descriptors can be opened yet; what the process inherited leaves gaps, which are
    /// filled.
    /// </summary>
    public static void LeaveRoomFor(int descriptors)
    {
        int limit = HighestDescriptor + 1;
        Lower(limit);
        while (dup(0) >= 0)
        {
        }

        Lower(limit + descriptors);
    }

    /// <summary>The epoll sets that are open.</summary>
    public static int[] EpollSets() =>
        [.. Descriptors().Where(d => d.Target.Contains("[eventpoll]", StringComparison.Ordinal)).Select(d => d.Number)];

    /// <summary>Puts a file in the place of a descriptor.</summary>
    public static void Replace(int descriptor, int file) => Check(dup2(file, descriptor));

    private static IEnumerable<(int Number, string Target)> Descriptors()
    {
        foreach (FileSystemInfo entry in new DirectoryInfo("/proc/self/fd").GetFileSystemInfos())
        {
            if (entry.LinkTarget is { } target)
            {
                yield return (int.Parse(entry.Name, System.Globalization.CultureInfo.InvariantCulture), target);
            }
        }
    }

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"A call failed: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, ulong* limits);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, ulong* limits);

    [LibraryImport("libc")]
    private static partial int dup(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int source, int target);
}
