using System.IO.Pipes;
using System.Net.Sockets;

using Microsoft.Win32.SafeHandles;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>Files, pipes and descriptors: facts 98 to 104. On Unix systems.</summary>
public sealed class FileFacts : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public FileFacts() => Skip.If(OperatingSystem.IsWindows(), "File descriptors are a matter of Unix systems.");

    public void Dispose() => File.Delete(_path);

    [SkippableFact]
    public void Fact98_FileWrapper_HasADuplicate_WhichOthersDoNotInherit()
    {
        using SafeFileHandle handle = File.OpenHandle(_path);
        using var w = new asyncore.file_wrapper(Descriptor(handle));

        Assert.NotEqual(Descriptor(handle), w.fileno());
        Skip.IfNot(OperatingSystem.IsLinux(), "Where the flags of a descriptor are to be read is a matter of Linux.");
        Assert.True(DescriptorFlags.Of(w.fileno()).HasFlag(DescriptorFlags.CloseOnExec));
    }

    [SkippableFact]
    public void Fact98_FileWrapper_OfADescriptorThatIsNotOpen_Throws()
    {
        IOException raised = Assert.Throws<IOException>(() => new asyncore.file_wrapper(999_999));
        Assert.Contains("EBADF", raised.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Fact99_ErrorsOfReadAndWrite_AreThrown()
    {
        using SafeFileHandle handle = File.OpenHandle(_path);
        using var readOnly = new asyncore.file_wrapper(Descriptor(handle));
        Assert.Throws<IOException>(() => readOnly.write("x"u8));
        Assert.Throws<IOException>(() => readOnly.send("x"u8));

        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var writeOnly = new asyncore.file_wrapper((int)pipe.SafePipeHandle.DangerousGetHandle());
        Assert.Throws<IOException>(() => writeOnly.read(1));
        Assert.Throws<IOException>(() => writeOnly.recv(1));
    }

    [SkippableFact]
    public void Fact100_Getsockopt_KnowsTheErrorOnly()
    {
        using SafeFileHandle handle = File.OpenHandle(_path);
        using var w = new asyncore.file_wrapper(Descriptor(handle));

        Assert.Equal(0, w.getsockopt(SocketOptionLevel.Socket, SocketOptionName.Error));
        Assert.Equal(0, w.getsockopt(SocketOptionLevel.Socket, SocketOptionName.Error, buflen: 0));
        Assert.Throws<NotSupportedException>(() => w.getsockopt(SocketOptionLevel.Socket, SocketOptionName.Error, buflen: 4));
        Assert.Throws<NotSupportedException>(() => w.getsockopt(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress));
    }

    [SkippableFact]
    public void Fact101_ClosedFileWrapper_HasNoDescriptor()
    {
        using SafeFileHandle handle = File.OpenHandle(_path);
        using var w = new asyncore.file_wrapper(Descriptor(handle));

        w.close();
        w.close();

        Assert.Equal(-1, w.fd);
        Assert.Equal(-1, w.fileno());
    }

    [SkippableFact]
    public void Fact103_FileDispatcher_IsConnected_HasNoAddr_AndMakesTheCallersDescriptorNonBlockingToo()
    {
        using var test = new TestLoop();
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var d = new asyncore.file_dispatcher(pipe.ClientSafePipeHandle, test.Map);

        Assert.True(d.connected);
        Assert.Null(d.addr);
        Assert.Same(d, Assert.Single(test.Map.Values));
        Skip.IfNot(OperatingSystem.IsLinux(), "Where the flags of a descriptor are to be read is a matter of Linux.");
        int callers = (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
        Assert.True(DescriptorFlags.Of(callers).HasFlag(DescriptorFlags.NonBlocking));
    }

    [SkippableFact]
    public void Fact103_FileDispatcher_TakesANumber()
    {
        using var test = new TestLoop();
        using SafeFileHandle handle = File.OpenHandle(_path);
        var d = new asyncore.file_dispatcher(Descriptor(handle), test.Map);
        Assert.NotEqual(Descriptor(handle), d.socket!.Descriptor);
    }

    [SkippableTheory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact104_RegularFile_IsAlwaysReady_AndItsEndIsAClose(PollerKind poller, Order order)
    {
        File.WriteAllBytes(_path, new byte[25]);
        using var test = new TestLoop(poller);
        using SafeFileHandle handle = File.OpenHandle(_path);
        var d = new Reader(handle, test.Map);

        for (int pass = 0; pass < 4; pass++)
        {
            test.Pass(order, timeout: 5); // ready: there is no wait
        }

        Assert.Equal([10, 10, 5, 0], d.Sizes);
        Assert.Equal(1, d.Closes);
        Assert.Empty(test.Map);
    }

    [SkippableTheory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact104_Fact12_EndOfAPipe_IsAClose_AfterItsLastByte(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var d = new Reader(pipe.ClientSafePipeHandle, test.Map);
        pipe.Write(new byte[25]);
        pipe.Dispose();

        test.PumpUntil(() => d.IsClosed, order, "the end of the pipe");

        Assert.Equal(25, d.Sizes.Sum());
        Assert.Equal(1, d.Closes);
        Assert.Empty(test.Map);
    }

    private static int Descriptor(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private sealed class Reader(System.Runtime.InteropServices.SafeHandle fd, ChannelMap map) : asyncore.file_dispatcher(fd, map)
    {
        public List<int> Sizes { get; } = [];

        public int Closes { get; private set; }

        public override bool writable() => false;

        public override void handle_read() => Sizes.Add(recv(10).Length);

        public override void handle_close()
        {
            Closes++;
            close();
        }
    }
}
