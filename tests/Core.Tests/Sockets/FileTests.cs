using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace AsyncoreNet.Tests;

/// <summary>Dispatchers over descriptors that are not sockets: pipes, terminals, regular files.</summary>
public abstract class FileTests(PollerKind poller) : LoopTest(poller)
{
    private readonly List<int> _open = [];
    private readonly List<string> _files = [];

    [Theory]
    [InlineData(DispatchOrder.ByChannel, 10)]
    [InlineData(DispatchOrder.ByEvent, 10)]
    [InlineData(DispatchOrder.ByChannel, 100_000)]
    [InlineData(DispatchOrder.ByEvent, 100_000)]
    public void Pipe_WriterClosesAfterWriting_EverythingArrivesBeforeTheEnd(DispatchOrder order, int readSize)
    {
        (int read, int write) = OpenPipe();
        byte[] data = Bytes(1_003);
        var probe = new Reader(read, Map, readSize);
        Kernel.Write(write, data);
        Close(write);

        RunUntil(order, () => probe.IsClosed);

        Assert.Equal(data, probe.Received.ToArray());
        Assert.Equal(1, probe.Closes);
        Assert.Empty(Map);
    }

    [Theory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Pipe_WriterClosesWhileReadingIsPaused_EverythingArrivesOnceItGoesOn(DispatchOrder order)
    {
        (int read, int write) = OpenPipe();
        byte[] data = Bytes(1_003);
        var probe = new Reader(read, Map, readSize: 10) { ReadInterest = false };
        Kernel.Write(write, data);
        Close(write);
        for (int i = 0; i < 5; i++)
        {
            Loop.RunWhileChannels(TimeSpan.Zero, order, passes: 1);
        }

        Assert.Equal(0, probe.Received.Length);
        Assert.False(probe.IsClosed);
        probe.ReadInterest = true;
        RunUntil(order, () => probe.IsClosed);

        Assert.Equal(data, probe.Received.ToArray());
        Assert.Equal(1, probe.Closes);
    }

    [Fact]
    public void Pipe_BufferedWriter_ReaderGetsEverything()
    {
        (int read, int write) = OpenPipe();
        byte[] data = Bytes(1 << 20);
        var writer = new Probe(new FileDescriptorSocket(write, ownsDescriptor: true), Map) { ReadInterest = false };
        var reader = new Reader(read, Map, readSize: 100_000);
        _open.Remove(write);

        writer.Send(data);
        Assert.NotEqual(0, writer.PendingOutput);
        writer.CloseWhenSent();
        Close(read); // the dispatcher has a duplicate
        RunUntil(() => reader.IsClosed);

        Assert.Equal(data, reader.Received.ToArray());
        Assert.True(writer.IsClosed);
        Assert.Empty(writer.Errors);
    }

    [Fact]
    public void Pipe_ReaderGone_WriterIsClosed()
    {
        (int read, int write) = OpenPipe();
        var writer = new Probe(new FileDescriptorSocket(write, ownsDescriptor: true), Map) { ReadInterest = false };
        _open.Remove(write);
        Close(read);

        writer.Send("x"u8);
        RunUntil(() => writer.IsClosed);

        Assert.Equal(["close"], writer.Calls);
        Assert.Empty(Map);
    }

    [Fact]
    public void FileDispatcher_DuplicatesItsDescriptor_AndMakesItNonBlocking()
    {
        (int read, int write) = OpenPipe();
        var probe = new Reader(read, Map, readSize: 10);
        Assert.NotEqual(read, probe.Socket!.Descriptor);
        Assert.Equal(ChannelState.Connected, probe.State);
        Assert.Null(probe.Address);

        probe.Close();

        Kernel.Write(write, "x"u8);
        Assert.Equal(1, Kernel.Read(read, new byte[4]));
        Assert.Equal(-1, Kernel.Read(read, new byte[4])); // would block
    }

    [Fact]
    public void FileDispatcher_OverAHandle_ReadsIt()
    {
        string path = MakeFile(Bytes(100));
        using FileStream file = File.OpenRead(path);
        var probe = new HandleReader(file.SafeFileHandle, Map);

        RunUntil(() => probe.IsClosed);

        Assert.Equal(100, probe.Count);
        Assert.False(file.SafeFileHandle.IsClosed);
    }

    /// <summary>A regular file never waits, on any poller; epoll itself refuses it.</summary>
    [Theory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void RegularFile_IsReadToItsEndAndClosed(DispatchOrder order)
    {
        byte[] data = Bytes(1_003);
        int file = Open(MakeFile(data));
        var probe = new Reader(file, Map, readSize: 10);

        RunUntil(order, () => probe.IsClosed);

        Assert.Equal(data, probe.Received.ToArray());
        Assert.Equal(1, probe.Closes);
    }

    [Fact]
    public void RegularFile_BesideASocket_BothAreServed()
    {
        (int read, int write) = OpenPipe();
        var pipe = new Reader(read, Map, readSize: 10);
        var file = new Reader(Open(MakeFile(Bytes(500))), Map, readSize: 10);
        Kernel.Write(write, "x"u8);

        RunUntil(() => file.IsClosed && pipe.Received.Length == 1);

        Assert.Equal(500, file.Received.Length);
        Assert.False(pipe.IsClosed);
    }

    [Fact]
    public void RegularFile_Paused_CostsNothing()
    {
        var probe = new Reader(Open(MakeFile(Bytes(500))), Map, readSize: 10);
        Pass();
        Assert.Equal(10, probe.Received.Length);

        probe.ReadInterest = false;
        Pass();
        int events = Network.Events;
        Pass(5);

        Assert.Equal(events, Network.Events);
        Assert.Equal(10, probe.Received.Length);
    }

    [Fact]
    public void Terminal_LineTypedAndAnswered()
    {
        (int master, string path) = Kernel.OpenTerminal();
        _open.Add(master);
        int terminal = Kernel.Open(path, Kernel.OpenReadWrite | Kernel.OpenNoTerminal);
        _open.Add(terminal);
        var probe = new Reader(terminal, Map, readSize: 100);

        Kernel.Write(master, "hello\n"u8);
        RunUntil(() => probe.Received.Length == 6);
        probe.Send("answer\n"u8);

        Assert.Equal("hello\n"u8.ToArray(), probe.Received.ToArray());
        const string Seen = "hello\r\nanswer\r\n"; // the terminal echoes what is typed
        byte[] seen = new byte[100];
        int count = 0;
        Background.Run(() =>
        {
            while (count < Seen.Length)
            {
                int more = Kernel.Read(master, seen.AsSpan(count));
                Assert.True(more > 0, "The terminal ended.");
                count += more;
            }
        });

        Assert.Equal(Seen, Encoding.ASCII.GetString(seen, 0, count));
        Assert.False(probe.IsClosed);
    }

    /// <summary>The terminal emulator goes away: the program's side is at its end.</summary>
    [Theory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Terminal_HungUp_IsClosed(DispatchOrder order)
    {
        (int master, string path) = Kernel.OpenTerminal();
        int terminal = Kernel.Open(path, Kernel.OpenReadWrite | Kernel.OpenNoTerminal);
        _open.Add(terminal);
        var probe = new Reader(terminal, Map, readSize: 100);
        Kernel.Close(master);

        RunUntil(order, () => probe.IsClosed);

        Assert.Empty(Map);
    }

    [Fact]
    public void FileDescriptorSocket_NotOwned_LeavesItsDescriptorOpen()
    {
        (int read, int write) = OpenPipe();
        var socket = new FileDescriptorSocket(read, ownsDescriptor: false);

        Assert.Equal(SocketError.Success, socket.Close());
        Assert.Equal(SocketError.Success, socket.Close());

        Assert.True(socket.IsClosed);
        Assert.Equal(-1, socket.Descriptor);
        Kernel.Write(write, "x"u8);
        Assert.Equal(1, Kernel.Read(read, new byte[4]));
        Assert.Equal(SocketErrors.BadDescriptor, socket.Receive(new byte[1]).Error);
        Assert.Equal(SocketErrors.BadDescriptor, socket.Send("x"u8).Error);
    }

    /// <summary>What only sockets can do is an error that can be told, not an exception.</summary>
    [Fact]
    public void FileDescriptorSocket_SocketOperations_AreNotSupported()
    {
        (int read, _) = OpenPipe();
        var socket = new FileDescriptorSocket(read, ownsDescriptor: false);
        var address = new IPEndPoint(IPAddress.Loopback, 0);

        Assert.Equal(SocketError.OperationNotSupported, socket.Bind(address));
        Assert.Equal(SocketError.OperationNotSupported, socket.Listen(1));
        Assert.Equal(SocketError.OperationNotSupported, socket.Connect(address));
        Assert.Equal(SocketError.OperationNotSupported, socket.Accept(out _, out _));
        Assert.Equal(SocketError.OperationNotSupported, socket.Shutdown(SocketShutdown.Both));
        Assert.Equal(SocketError.NotConnected, socket.GetRemoteEndPoint(out _));
        Assert.Equal(SocketError.Success, socket.GetError());
        Assert.Null(socket.Socket);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _open.ForEach(Kernel.Close);
        _files.ForEach(File.Delete);
    }

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private (int Read, int Write) OpenPipe()
    {
        (int read, int write) = Kernel.Pipe();
        _open.AddRange([read, write]);
        return (read, write);
    }

    private int Open(string path)
    {
        int file = Kernel.Open(path, Kernel.OpenReadWrite);
        _open.Add(file);
        return file;
    }

    private string MakeFile(byte[] data)
    {
        string path = Path.GetTempFileName();
        _files.Add(path);
        File.WriteAllBytes(path, data);
        return path;
    }

    private void Close(int descriptor)
    {
        Kernel.Close(descriptor);
        _open.Remove(descriptor);
    }

    private void RunUntil(DispatchOrder order, Func<bool> done)
    {
        for (int i = 0; i < 2_000 && !done(); i++)
        {
            Loop.RunWhileChannels(TimeSpan.FromMilliseconds(10), order, passes: 1);
        }

        Assert.True(done(), "The loop got nowhere.");
    }

    private sealed class Reader(int descriptor, ChannelMap map, int readSize) : FileDispatcher(descriptor, map)
    {
        private readonly byte[] _buffer = new byte[readSize];

        public MemoryStream Received { get; } = new();

        public int Closes { get; private set; }

        protected override void HandleRead() => Received.Write(_buffer, 0, Receive(_buffer));

        protected override void HandleClose()
        {
            Closes++;
            Close();
        }
    }

    private sealed class HandleReader(SafeHandle handle, ChannelMap map) : FileDispatcher(handle, map)
    {
        public int Count { get; private set; }

        protected override void HandleRead() => Count += Receive(new byte[64]);
    }
}

public sealed class EpollFileTests() : FileTests(PollerKind.Epoll);

public sealed class PollFileTests() : FileTests(PollerKind.Poll);

public sealed class SelectFileTests() : FileTests(PollerKind.Select);
