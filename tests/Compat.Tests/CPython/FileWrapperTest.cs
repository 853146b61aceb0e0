using System.Runtime.CompilerServices;

using Microsoft.Win32.SafeHandles;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>Mirrors <c>test_asyncore.FileWrapperTest</c>.</summary>
[Collection(ProcessWide.Name)]
public sealed class FileWrapperTest : IDisposable
{
    private readonly byte[] _data = "It's not gone, it's resting!!"u8.ToArray();
    private readonly string _path = Path.GetTempFileName();

    public FileWrapperTest()
    {
        Skip.If(OperatingSystem.IsWindows(), "File descriptors are a matter of Unix systems.");
        File.WriteAllBytes(_path, _data);
    }

    public void Dispose() => File.Delete(_path);

    [SkippableFact]
    public void Recv()
    {
        asyncore.file_wrapper w = Wrap(FileAccess.Read, out int original);

        Assert.NotEqual(original, w.fd);
        Assert.NotEqual(original, w.fileno());
        Assert.Equal("It's not gone"u8, w.recv(13));
        Assert.Equal(", it's"u8, w.read(6));
        w.close();
        Assert.Throws<IOException>(() => w.read(1));
    }

    [SkippableFact]
    public void Send()
    {
        asyncore.file_wrapper w;
        using (var stream = new FileStream(_path, FileMode.Append, FileAccess.Write))
        {
            stream.Flush(); // .NET appends by offset: the duplicate shares it
            w = new asyncore.file_wrapper((int)stream.SafeFileHandle.DangerousGetHandle());
        }

        w.write("Once more?"u8);
        w.send("And some cheese."u8);
        w.close();

        Assert.Equal([.. _data, .. "Once more?And some cheese."u8], File.ReadAllBytes(_path));
    }

    [SkippableFact]
    public void Dispatcher()
    {
        using var test = new TestLoop();
        Collector d;
        using (SafeFileHandle handle = File.OpenHandle(_path))
        {
            d = new Collector(handle, test.Map);
        }

        asyncore.loop(timeout: 0.01, use_poll: true, map: test.Map, count: 2);

        Assert.Equal(_data, d.Data);
    }

    [SkippableFact]
    public void Resource_warning()
    {
        using var console = new CapturedConsole();

        int fd = WrapAndForget();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Contains($"ResourceWarning: unclosed file file_wrapper({fd})", console.ErrorLines);
    }

    [SkippableFact]
    public void Close_twice()
    {
        asyncore.file_wrapper f = Wrap(FileAccess.Read, out _);
        new SafeFileHandle(f.fd, ownsHandle: true).Dispose(); // closes the duplicate behind its back

        Assert.Throws<IOException>(f.close);

        Assert.Equal(-1, f.fd);
        f.close();
    }

    private asyncore.file_wrapper Wrap(FileAccess access, out int original)
    {
        using SafeFileHandle handle = File.OpenHandle(_path, access: access);
        original = (int)handle.DangerousGetHandle();
        return new asyncore.file_wrapper(original);
    }

    /// <summary>A method of its own, so that no local keeps the wrapper alive.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int WrapAndForget() => Wrap(FileAccess.Read, out _).fd;

    private sealed class Collector(SafeFileHandle fd, ChannelMap map) : asyncore.file_dispatcher(fd, map)
    {
        public List<byte> Data { get; } = [];

        public override void handle_read() => Data.AddRange(recv(29));
    }
}
