using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AsyncoreNet;

/// <summary>
/// A channel over a file descriptor: a pipe, a terminal, a device, a regular file. Unix only. asyncore: <c>file_dispatcher</c>.
/// </summary>
/// <remarks>
/// The descriptor is duplicated: closing either leaves the other open. O_NONBLOCK is set, and the original sees it, for it
/// belongs to the open file. A regular file is always ready, at its end too, where a receive closes the channel.
/// </remarks>
public class FileDispatcher : Dispatcher
{
    /// <summary>Watches a duplicate of a descriptor.</summary>
    /// <param name="descriptor">An open descriptor, which stays the caller's.</param>
    /// <param name="map">
    /// The map to join; by default that of the loop that runs on this thread, else <see cref="ChannelMap.Default"/>.
    /// </param>
    /// <exception cref="IOException">The descriptor is not open, or the process has none left.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public FileDispatcher(int descriptor, ChannelMap? map = null)
        : base(null, map)
    {
        SetSocket(FileDescriptorSocket.Duplicate(descriptor));
        SetState(ChannelState.Connected);
    }

    /// <summary>Watches a duplicate of the descriptor in a handle: a <c>SafeFileHandle</c>, a <c>SafePipeHandle</c>.</summary>
    /// <param name="handle">An open handle, which stays the caller's.</param>
    /// <param name="map">As above.</param>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    public FileDispatcher(SafeHandle handle, ChannelMap? map = null)
        : this(DescriptorOf(handle), map)
    {
    }

    private static int DescriptorOf(SafeHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ObjectDisposedException.ThrowIf(handle.IsClosed, handle);
        return (int)handle.DangerousGetHandle();
    }
}
