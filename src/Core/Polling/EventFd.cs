using AsyncoreNet.Native;

using Microsoft.Win32.SafeHandles;

namespace AsyncoreNet;

/// <summary>
/// A descriptor that one thread makes readable to end another's wait: an eventfd on Linux, a pipe on other Unix systems.
/// </summary>
internal sealed unsafe class EventFd : IDisposable
{
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000;

    private readonly SafeFileHandle _read;
    private readonly SafeFileHandle _write; // the same handle for an eventfd

    public EventFd()
    {
        int* ends = stackalloc int[2];
        if (OperatingSystem.IsLinux())
        {
            ends[0] = ends[1] = LibC.eventfd(0, NonBlockingCloseOnExec);
        }
        else if (LibC.pipe(ends) < 0)
        {
            ends[0] = -1;
        }

        if (ends[0] < 0)
        {
            throw SocketErrors.CreateException(SocketErrors.FromErrno(Errno.Last), "open the descriptor that wakes the poller", "this system");
        }

        _read = new SafeFileHandle(ends[0], ownsHandle: true);
        _write = ends[0] == ends[1] ? _read : new SafeFileHandle(ends[1], ownsHandle: true);
        Descriptor = ends[0];
        _ = Descriptors.SetNonBlocking(ends[0]);
        _ = Descriptors.SetNonBlocking(ends[1]);
    }

    /// <summary>The end to poll.</summary>
    public int Descriptor { get; }

    /// <summary>
    /// Makes the descriptor readable. Any thread: the reference keeps it open against a <see cref="Dispose"/> meanwhile.
    /// </summary>
    public void Set()
    {
        bool held = false;
        try
        {
            _write.DangerousAddRef(ref held);
            ulong one = 1;
            _ = LibC.write((int)_write.DangerousGetHandle(), (byte*)&one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The loop is gone, and with it whoever was to be woken.
        }
        finally
        {
            if (held)
            {
                _write.DangerousRelease();
            }
        }
    }

    /// <summary>Makes the descriptor unreadable again.</summary>
    public void Reset()
    {
        byte* scratch = stackalloc byte[64];
        while (LibC.read(Descriptor, scratch, 64) == 64)
        {
        }
    }

    public void Dispose()
    {
        _read.Dispose();
        _write.Dispose();
    }
}
