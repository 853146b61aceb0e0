using System.Net.Sockets;

namespace AsyncoreNet.Compat;

/// <content><c>asyncore.file_wrapper</c>.</content>
public static partial class asyncore
{
    /// <summary>
    /// A duplicate of a file descriptor with the members of a socket that dispatchers use. Unix only. Source:
    /// <c>asyncore.file_wrapper</c>.
    /// </summary>
    public class file_wrapper : FileDescriptorSocket
    {
        private readonly bool _made; // a constructor that throws leaves an object to finalise too, without a descriptor

        /// <summary>Duplicates a descriptor; child processes do not inherit the duplicate.</summary>
        /// <exception cref="IOException">The descriptor is not open, or the process has none left.</exception>
        /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
        public file_wrapper(int fd)
            : base(DuplicateDescriptor(fd), ownsDescriptor: true)
        {
            _made = true;
        }

        /// <summary>Says that the file was left open, and closes it.</summary>
        ~file_wrapper()
        {
            if (_made && fd >= 0)
            {
                output.Error($"ResourceWarning: unclosed file {this}");
                CloseDescriptor();
            }
        }

        /// <summary>The duplicate's number; -1 once closed.</summary>
        public int fd => Descriptor;

        /// <summary>The duplicate's number; -1 once closed.</summary>
        public int fileno() => Descriptor;

        /// <summary>Reads once, up to <paramref name="buffer_size"/> bytes; empty at the end of the file.</summary>
        /// <exception cref="IOException">The read failed, or nothing is there yet.</exception>
        public virtual byte[] recv(int buffer_size)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(buffer_size);
            Span<byte> buffer = scratch.Take(buffer_size);
            return buffer[..Count(Receive(buffer), "read")].ToArray();
        }

        /// <summary>The same as <see cref="recv"/>.</summary>
        /// <inheritdoc cref="recv"/>
        public byte[] read(int buffer_size) => recv(buffer_size);

        /// <summary>Writes once, perhaps less than all; returns the bytes written.</summary>
        /// <exception cref="IOException">The write failed, or there is no room.</exception>
        public virtual int send(ReadOnlySpan<byte> data) => Count(Send(data), "write");

        /// <summary>The same as <see cref="send"/>.</summary>
        /// <inheritdoc cref="send"/>
        public int write(ReadOnlySpan<byte> data) => send(data);

        /// <summary>0 for SO_ERROR: a file has no pending error.</summary>
        /// <exception cref="NotSupportedException">Any other option.</exception>
        public virtual int getsockopt(SocketOptionLevel level, SocketOptionName optname, int? buflen = null) =>
            level == SocketOptionLevel.Socket && optname == SocketOptionName.Error && buflen is null or 0
                ? 0
                : throw new NotSupportedException("A file has no socket option but SO_ERROR.");

        /// <summary>Closes the duplicate. A failure is thrown once; after that the file counts as closed.</summary>
        /// <exception cref="IOException">The close failed.</exception>
        public virtual void close() => Count(new IOResult(Close()), "close");

        /// <inheritdoc/>
        protected override SocketError CloseDescriptor()
        {
#pragma warning disable CA1816 // closed by hand, there is nothing left to warn of
            GC.SuppressFinalize(this);
#pragma warning restore CA1816
            return base.CloseDescriptor();
        }

        private int Count(IOResult result, string action) => result.Succeeded
            ? result.Count
            : throw SocketErrors.CreateFileException(result.Error, action, this);
    }
}
