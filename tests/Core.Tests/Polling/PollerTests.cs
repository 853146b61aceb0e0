using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AsyncoreNet.Tests;

/// <summary>What every poller owes the loop, with pyftpdlib's tests of its pollers by their names.</summary>
public abstract class PollerTests : IDisposable
{
    private readonly List<int> _open = [];
    private readonly PollerKind _kind;

    protected PollerTests(PollerKind kind)
    {
        _kind = kind;
        Poller = SystemNetwork.Instance.CreatePoller(kind);
    }

    private protected IPoller Poller { get; }

    [Fact]
    public void Register()
    {
        (int reader, int writer) = Pair();

        Assert.Equal(SocketError.Success, Poller.Add(reader, 1, PollFlags.In, socket: null));
        Assert.Equal(SocketError.Success, Poller.Add(writer, 2, PollFlags.Out, socket: null));

        Assert.Equal([new PollEvent(writer, 2, PollFlags.Out)], Look());
        Kernel.Write(writer, "x"u8);
        PollEvent[] both = [new PollEvent(writer, 2, PollFlags.Out), new PollEvent(reader, 1, PollFlags.In)];
        Assert.Equivalent(both, Look(), strict: true);
    }

    [Fact]
    public void Register_WithItsSocket()
    {
        (int near, int far) = Kernel.SocketPair();
        using var socket = new LinuxSocket(near, AddressFamily.Unix, SocketType.Stream);
        _open.Add(far);

        Assert.Equal(SocketError.Success, Poller.Add(near, 9, PollFlags.In, socket));

        Kernel.Write(far, "x"u8);
        Assert.Equal([new PollEvent(near, 9, PollFlags.In)], Look());
        Poller.Remove(near);
    }

    [Fact]
    public void Unregister()
    {
        (int reader, int writer) = RegisteredPair();

        Poller.Remove(reader);
        Poller.Remove(writer);

        Assert.Empty(Look());
    }

    [Fact]
    public void Unregister_twice()
    {
        (int reader, int writer) = RegisteredPair();

        Poller.Remove(reader);
        Poller.Remove(reader);
        Poller.Remove(writer);
        Poller.Remove(writer);

        Assert.Empty(Look());
    }

    [Fact]
    public void Modify()
    {
        (int reader, int writer) = RegisteredPair();

        Assert.Equal(SocketError.Success, Poller.Modify(reader, 3, PollFlags.Out, socket: null));
        Assert.Equal(SocketError.Success, Poller.Modify(writer, 4, PollFlags.In, socket: null));

        Assert.Equal([new PollEvent(reader, 3, PollFlags.Out)], Look());
    }

    [Fact]
    public void Modify_ToBoth_ReportsBothAsOne()
    {
        (int reader, int writer) = RegisteredPair();
        Kernel.Write(writer, "x"u8);
        Poller.Remove(writer);

        Poller.Modify(reader, 3, PollFlags.In | PollFlags.Out, socket: null);

        Assert.Equal([new PollEvent(reader, 3, PollFlags.In | PollFlags.Out)], Look());
    }

    [Fact]
    public void Eintr_on_poll()
    {
        int handled = 0;
        using var registration = PosixSignalRegistration.Create((PosixSignal)Signals.User1, context =>
        {
            context.Cancel = true;
            Interlocked.Increment(ref handled);
        });
        (int reader, _) = Pair();
        Poller.Add(reader, 1, PollFlags.In, socket: null);
        int found = -1;
        Background waiter = Background.Start(() => found = Poller.Wait(Background.Patience).Length);

        // A signal may come just before the wait; one of many does not.
        for (int i = 0; i < 100 && !waiter.HasEnded; i++)
        {
            Waiting.Until(() => waiter.HasEnded || (waiter.ThreadId != 0 && Kernel.IsSleeping(waiter.ThreadId)));
            SignalUnlessEnded(waiter);
            waiter.HasEndedWithin(TimeSpan.FromMilliseconds(2));
        }

        Waiting.Until(() => Volatile.Read(ref handled) > 0);
        Assert.Equal(EndsItsWaitOnASignal, waiter.HasEnded);
        Poller.Wake();
        waiter.Finish();
        Assert.Equal(0, found);
    }

    [Fact]
    public void Eexist_on_register()
    {
        (int reader, int writer) = RegisteredPair();
        Kernel.Write(writer, "x"u8);
        Poller.Remove(writer);

        Assert.Equal(SocketError.Success, Poller.Add(reader, 7, PollFlags.In, socket: null));

        Assert.Equal([new PollEvent(reader, 7, PollFlags.In)], Look());
    }

    [Fact]
    public void Enoent_ebadf_on_unregister()
    {
        (int reader, int writer) = RegisteredPair();
        Kernel.Close(reader);
        _open.Remove(reader);

        Poller.Remove(reader); // EBADF
        Poller.Remove(20_000_000); // never was one
        Poller.Remove(writer);
        Poller.Remove(writer); // ENOENT

        Assert.Empty(Look());
    }

    /// <summary>
    /// The descriptor has been closed and is another file by now: the kernel has no registration, and gets one.
    /// </summary>
    [Fact]
    public void Enoent_on_modify()
    {
        (int reader, int writer) = RegisteredPair();
        Poller.Remove(writer);
        (int otherReader, int otherWriter) = Pair();
        Kernel.DuplicateOnto(otherReader, reader);

        Assert.Equal(SocketError.Success, Poller.Modify(reader, 8, PollFlags.In, socket: null));

        Assert.Empty(Look());
        Kernel.Write(otherWriter, "x"u8);
        Assert.Equal([new PollEvent(reader, 8, PollFlags.In)], Look());
    }

    /// <summary>
    /// An open file outlives its descriptor while a duplicate of it is open: taken out, it is reported no more.
    /// </summary>
    [Fact]
    public void Remove_WhileADuplicateIsOpen_ReportsNothingMore()
    {
        (int reader, int writer) = RegisteredPair();
        Kernel.Write(writer, "x"u8);
        _open.Add(Kernel.Duplicate(reader));

        Poller.Remove(reader);
        Poller.Remove(writer);
        Kernel.Close(reader);
        _open.Remove(reader);

        Assert.Empty(Look());
    }

    [Fact]
    public void Wait_HundredsReady_ReportsAllAtOnce()
    {
        List<PollEvent> expected = [];
        for (uint i = 1; i <= 300; i++)
        {
            (int reader, int writer) = Pair();
            Kernel.Write(writer, "x"u8);
            Poller.Add(reader, i, PollFlags.In, socket: null);
            expected.Add(new PollEvent(reader, i, PollFlags.In));
        }

        Assert.Equal(expected.OrderBy(e => e.Descriptor), Look().OrderBy(e => e.Descriptor));
    }

    [Fact]
    public void Wait_NotActedOn_ReportsAgain()
    {
        (int reader, int writer) = Pair();
        Kernel.Write(writer, "x"u8);
        Poller.Add(reader, 1, PollFlags.In, socket: null);

        Assert.Equal(Look(), Look());
        Assert.Single(Look());
    }

    [Fact]
    public void Wait_NothingReady_EndsAfterTheTimeout() =>
        Background.Run(() => Assert.Equal(0, Poller.Wait(TimeSpan.FromMilliseconds(1)).Length));

    [Fact]
    public void Wait_SubMillisecond_EndsAfterTheTimeout() =>
        Background.Run(() => Assert.Equal(0, Poller.Wait(TimeSpan.FromMicroseconds(200)).Length));

    [Fact]
    public void Wait_TheLongestTimeoutThereIs_IsAccepted()
    {
        (int reader, int writer) = Pair();
        Kernel.Write(writer, "x"u8);
        Poller.Add(reader, 1, PollFlags.In, socket: null);

        Assert.Equal(1, Poller.Wait(TimeSpan.MaxValue).Length);
        Assert.Equal(1, Poller.Wait(Timeout.InfiniteTimeSpan).Length);
    }

    [Fact]
    public void Wait_PeerGone_ReportsTheReader()
    {
        (int reader, int writer) = Kernel.Pipe();
        _open.Add(reader);
        Poller.Add(reader, 1, PollFlags.In, socket: null);

        Kernel.Close(writer);

        Assert.Equal([new PollEvent(reader, 1, HangUpOfAPipe)], Look());
    }

    [Fact]
    public void Wait_RegularFile_IsAlwaysReady()
    {
        string path = Path.GetTempFileName();
        try
        {
            int file = Kernel.Open(path, Kernel.OpenReadWrite);
            _open.Add(file);

            Assert.Equal(SocketError.Success, Poller.Add(file, 5, PollFlags.In | PollFlags.Out, socket: null));
            Assert.Equal([new PollEvent(file, 5, PollFlags.In | PollFlags.Out)], Look());
            Assert.Equal(SocketError.Success, Poller.Modify(file, 6, PollFlags.Out, socket: null));
            PollEvent[] found = [];
            Background.Run(() => found = Poller.Wait(Timeout.InfiniteTimeSpan).ToArray());
            Assert.Equal([new PollEvent(file, 6, PollFlags.Out)], found);

            Poller.Remove(file);
            Assert.Empty(Look());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Wake_DuringAWait_EndsIt()
    {
        int found = -1;
        Background waiter = Background.Start(() => found = Poller.Wait(Timeout.InfiniteTimeSpan).Length);
        Waiting.Until(() => waiter.ThreadId != 0 && Kernel.IsSleeping(waiter.ThreadId));

        Poller.Wake();

        waiter.Finish();
        Assert.Equal(0, found);
    }

    [Fact]
    public void Wake_BeforeAWait_EndsTheNext()
    {
        for (int i = 0; i < 1_000; i++)
        {
            Poller.Wake();
        }

        Background.Run(() => Assert.Equal(0, Poller.Wait(Timeout.InfiniteTimeSpan).Length));
    }

    [Fact]
    public void Wake_WithSomethingReady_ReportsItToo()
    {
        (int reader, int writer) = Pair();
        Kernel.Write(writer, "x"u8);
        Poller.Add(reader, 1, PollFlags.In, socket: null);

        Poller.Wake();

        Assert.Equal([new PollEvent(reader, 1, PollFlags.In)], Look());
    }

    [Fact]
    public void Wake_AfterDispose_DoesNothing()
    {
        Poller.Dispose();

        Assert.Null(Record.Exception(Poller.Wake));
    }

    [Fact]
    public void Name_IsThatOfTheSystemCall() => Assert.Equal(_kind.ToString(), Poller.Name, ignoreCase: true);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether a signal ends a wait early; else the wait goes on after it.</summary>
    private protected virtual bool EndsItsWaitOnASignal => true;

    /// <summary>What the read end of an empty pipe is ready for once the write end is closed.</summary>
    private protected virtual PollFlags HangUpOfAPipe => PollFlags.Hup;

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Poller.Dispose();
            _open.ForEach(Kernel.Close);
        }
    }

    private static void SignalUnlessEnded(Background waiter)
    {
        try
        {
            Kernel.Raise(Signals.User1, waiter.ThreadId);
        }
        catch (InvalidOperationException) when (waiter.HasEndedWithin(Background.Patience))
        {
            // The thread ended between the question and the signal.
        }
    }

    private PollEvent[] Look() => Poller.Wait(TimeSpan.Zero).ToArray();

    private (int Reader, int Writer) Pair()
    {
        (int reader, int writer) = Kernel.SocketPair();
        _open.Add(reader);
        _open.Add(writer);
        return (reader, writer);
    }

    private (int Reader, int Writer) RegisteredPair()
    {
        (int reader, int writer) = Pair();
        Poller.Add(reader, 1, PollFlags.In, socket: null);
        Poller.Add(writer, 2, PollFlags.Out, socket: null);
        return (reader, writer);
    }
}
