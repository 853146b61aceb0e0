using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace AsyncoreNet.Async;

/// <summary>
/// Pipes, terminals and devices as awaited connections. asyncio: <c>connect_read_pipe</c>, <c>connect_write_pipe</c>. Unix only.
/// </summary>
/// <remarks>
/// <para>
/// What is opened for reading is read, what is opened for writing is written, and <see cref="AsyncConnection.CompleteOutputAsync"/> closes.
/// A regular file works too, but never waits: its reads take as long as the disk does, on the loop. For those there is
/// <see cref="FileStream"/>.
/// </para>
/// <para><b>Thread.</b> The loop's. Errors are <see cref="IOException"/>s with errno in <see cref="Exception.HResult"/>.</para>
/// </remarks>
public static class AsyncFile
{
    /// <summary>Opens a FIFO, a terminal or a device. Does not wait: a FIFO may be opened for reading before anybody writes.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="access">What for.</param>
    /// <param name="map">The map to join; by default that of the loop that runs on this thread, else <see cref="ChannelMap.Default"/>.</param>
    /// <exception cref="IOException">
    /// It does not exist or may not be opened; or it is a FIFO to write to, which nobody has open for reading (ENXIO).
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">On Windows, as from all members.</exception>
    public static AsyncConnection Open(string path, FileAccess access, ChannelMap? map = null) =>
        new(FileDescriptorSocket.Open(path, access), map);

    /// <summary>Takes a duplicate of a descriptor, which becomes non-blocking, as does the original: they share that.</summary>
    /// <param name="handle">An open handle, such as a <c>SafeFileHandle</c> or <c>SafePipeHandle</c>; it stays the caller's.</param>
    /// <param name="map">As above.</param>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="IOException">The process has no descriptor left.</exception>
    public static AsyncConnection Open(SafeHandle handle, ChannelMap? map = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        bool isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            return new AsyncConnection(FileDescriptorSocket.Duplicate((int)handle.DangerousGetHandle()), map);
        }
        finally
        {
            if (isHeld)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>The standard input of this process. A terminal gives lines when they are entered.</summary>
    /// <param name="map">As above.</param>
    /// <exception cref="IOException">It is not open.</exception>
    public static AsyncConnection OpenStandardInput(ChannelMap? map = null) => new(FileDescriptorSocket.OpenStandard(0), map);

    /// <summary>The standard output. What <c>Console</c> writes beside it is in no order with it.</summary>
    /// <inheritdoc cref="OpenStandardInput"/>
    public static AsyncConnection OpenStandardOutput(ChannelMap? map = null) => new(FileDescriptorSocket.OpenStandard(1), map);

    /// <summary>The standard error.</summary>
    /// <inheritdoc cref="OpenStandardInput"/>
    public static AsyncConnection OpenStandardError(ChannelMap? map = null) => new(FileDescriptorSocket.OpenStandard(2), map);

    /// <summary>Makes a pipe: what is written to one end is read from the other.</summary>
    /// <param name="map">As above.</param>
    /// <exception cref="IOException">The process has no descriptor left.</exception>
    public static (AsyncConnection Reader, AsyncConnection Writer) CreatePipe(ChannelMap? map = null)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        AsyncConnection reader = Open(pipe.ClientSafePipeHandle, map);
        try
        {
            return (reader, Open(pipe.SafePipeHandle, map));
        }
        catch
        {
            reader.Close();
            throw;
        }
        finally
        {
            pipe.DisposeLocalCopyOfClientHandle();
        }
    }
}
