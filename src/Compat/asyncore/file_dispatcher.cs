using System.Runtime.InteropServices;

namespace AsyncoreNet.Compat;

/// <content><c>asyncore.file_dispatcher</c>.</content>
public static partial class asyncore
{
    /// <summary>
    /// A channel over a pipe, a terminal or a file. Unix only. Source: <c>asyncore.file_dispatcher</c>.
    /// </summary>
    /// <remarks>
    /// The descriptor is duplicated, so the caller's stays open when the channel closes; but it becomes non-blocking too, for
    /// that belongs to the open file. A regular file is always ready, and closes the channel at its end.
    /// </remarks>
    public class file_dispatcher : dispatcher
    {
        /// <summary>Watches a duplicate of a descriptor.</summary>
        /// <exception cref="IOException">The descriptor is not open, or the process has none left.</exception>
        /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
        public file_dispatcher(int fd, ChannelMap? map = null)
            : base(null, map)
        {
            connected = true;
            set_file(fd);
        }

        /// <summary>Watches a duplicate of the descriptor in a handle (<c>SafeFileHandle</c>, <c>SafePipeHandle</c>).</summary>
        /// <inheritdoc cref="file_dispatcher(int, ChannelMap?)"/>
        public file_dispatcher(SafeHandle fd, ChannelMap? map = null)
            : this(fileno(fd), map)
        {
        }

        /// <summary>Takes a duplicate of a descriptor as the channel's socket, and joins the map.</summary>
        public virtual void set_file(int fd) => set_socket(new file_wrapper(fd));

        private static int fileno(SafeHandle handle)
        {
            ArgumentNullException.ThrowIfNull(handle);
            ObjectDisposedException.ThrowIf(handle.IsClosed, handle);
            return (int)handle.DangerousGetHandle();
        }
    }
}
