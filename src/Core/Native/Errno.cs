using System.Runtime.InteropServices;

namespace AsyncoreNet.Native;

/// <summary>
/// The errno values that code here tells apart. Linux numbers; where the BSDs and macOS differ, theirs beside them.
/// </summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EBADF = 9;
    public const int EEXIST = 17;
    public const int ENOSYS = 38;

    /// <summary>
    /// errno of the call that has just failed. Read it before any other call: unlike
    /// <see cref="Marshal.GetLastPInvokeError"/> nothing keeps it, which is what makes a call that succeeds cost nothing more.
    /// </summary>
    public static int Last => Marshal.GetLastSystemError();
}
