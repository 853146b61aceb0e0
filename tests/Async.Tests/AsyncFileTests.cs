using System.IO.Pipes;
using System.Text;

namespace AsyncoreNet.Async.Tests;

/// <summary>Pipes, FIFOs, files and terminals as connections, on each poller.</summary>
public abstract class AsyncFileTests(PollerKind poller) : AsyncTest(poller)
{
    [Fact]
    public void Pipe_CarriesLinesAndItsEnd() => Run(async () =>
    {
        (AsyncConnection reader, AsyncConnection writer) = AsyncFile.CreatePipe();
        Task<string?> first = reader.ReadLineAsync().AsTask();
        await Task.Yield();
        Assert.False(first.IsCompleted);
        await writer.WriteAsync("one\ntwo\nrest"u8.ToArray());
        Assert.Equal("one", await first);
        await writer.CompleteOutputAsync();
        Assert.True(writer.IsClosed);
        Assert.Equal("two", await reader.ReadLineAsync());
        Assert.Equal("rest", await reader.ReadLineAsync());
        Assert.Null(await reader.ReadLineAsync());
        Assert.Equal(0, await reader.ReadAsync(new byte[1]));
        reader.Close();
        Assert.Empty(Map);
    });

    /// <summary>More than a pipe holds: the writer waits for the reader.</summary>
    [Fact]
    public void Pipe_LargeTransfer_IsWhole() => Run(async () =>
    {
        const int Length = 5_000_000;
        (AsyncConnection reader, AsyncConnection writer) = AsyncFile.CreatePipe();
        Task writing = WriteAsync();
        var seen = new CountingStream();
        while (await reader.ReadAsync() is { Length: > 0 } part)
        {
            seen.Take(part.Span);
        }

        await writing;
        Assert.Equal(Length, seen.Position);

        async Task WriteAsync()
        {
            await writer.WriteAsync(CountingStream.Bytes(0, Length));
            await writer.DisposeAsync();
        }
    });

    [Fact]
    public void Pipe_ReaderIsGone_TheWriteFailsWithErrno() => Run(async () =>
    {
        (AsyncConnection reader, AsyncConnection writer) = AsyncFile.CreatePipe();
        reader.Close();
        var error = await Assert.ThrowsAsync<IOException>(async () => await writer.WriteAsync("x"u8.ToArray()));
        Assert.Equal(32, error.HResult); // EPIPE
        Assert.Contains("EPIPE", error.Message, StringComparison.Ordinal);
        await writer.DisposeAsync();
        Assert.Empty(Map);
    });

    /// <summary>The reader closes while the writer waits for room.</summary>
    [Fact]
    public void Pipe_ReaderLeaves_WakesTheWriter() => Run(async () =>
    {
        (AsyncConnection reader, AsyncConnection writer) = AsyncFile.CreatePipe();
        Task writing = writer.WriteAsync(new byte[1 << 20]).AsTask();
        await Task.Yield();
        Assert.False(writing.IsCompleted);
        reader.Close();
        await Assert.ThrowsAsync<IOException>(() => writing);
    });

    [Fact]
    public void Pipe_ReadIsCancelled_LosesNothing() => Run(async () =>
    {
        (AsyncConnection reader, AsyncConnection writer) = AsyncFile.CreatePipe();
        using var cancel = new CancellationTokenSource();
        Task<string?> reading = reader.ReadLineAsync(cancellationToken: cancel.Token).AsTask();
        await writer.WriteAsync("half "u8.ToArray());
        await Task.Yield();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await writer.WriteAsync("whole\n"u8.ToArray());
        Assert.Equal("half whole", await reader.ReadLineAsync());
    });

    /// <summary>Each end in a process's usual way: one of .NET's streams on a thread of its own at the other end.</summary>
    [Fact]
    public void Handle_IsDuplicated_AndStaysTheCallers() => Run(async () =>
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        AsyncConnection writer = AsyncFile.Open(pipe.ClientSafePipeHandle);
        pipe.DisposeLocalCopyOfClientHandle();
        Task<string> reading = Task.Run(() =>
        {
            using var text = new StreamReader(pipe, Encoding.ASCII);
            return text.ReadToEnd();
        });
        await writer.WriteAsync("over to you"u8.ToArray());
        await writer.DisposeAsync();
        Assert.Equal("over to you", await reading);
        Assert.Throws<ObjectDisposedException>(() => AsyncFile.Open(pipe.SafePipeHandle));
    });

    [Fact]
    public void Fifo_IsReadBeforeAnybodyWrites()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fifo-{Guid.NewGuid():N}");
        using (var make = System.Diagnostics.Process.Start("mkfifo", path))
        {
            make.WaitForExit();
        }

        try
        {
            Run(async () =>
            {
                var nobody = Assert.Throws<IOException>(() => AsyncFile.Open(path, FileAccess.Write));
                Assert.Contains(path, nobody.Message, StringComparison.Ordinal);
                Assert.Equal(6, nobody.HResult); // ENXIO
                AsyncConnection reader = AsyncFile.Open(path, FileAccess.Read);
                Task<string?> reading = reader.ReadLineAsync().AsTask();
                await Task.Yield();
                Assert.False(reading.IsCompleted);
                AsyncConnection writer = AsyncFile.Open(path, FileAccess.Write);
                await writer.WriteAsync("through\n"u8.ToArray());
                Assert.Equal("through", await reading);
                writer.Close();
                Assert.Null(await reader.ReadLineAsync());
            });
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A regular file is always ready, and has an end.</summary>
    [Fact]
    public void RegularFile_IsReadToItsEnd() => Run(async () =>
    {
        string path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, CountingStream.Bytes(0, 300_000));
        AsyncConnection file = AsyncFile.Open(path, FileAccess.Read);
        File.Delete(path);
        var seen = new CountingStream();
        while (await file.ReadAsync() is { Length: > 0 } part)
        {
            seen.Take(part.Span);
        }

        Assert.Equal(300_000, seen.Position);
        file.Close();
        Assert.Empty(Map);
    });

    [Fact]
    public void MissingFile_IsAnErrorWithItsPath()
    {
        var error = Assert.Throws<IOException>(() => AsyncFile.Open("/nonexistent/file", FileAccess.Read, Map));
        Assert.Contains("/nonexistent/file", error.Message, StringComparison.Ordinal);
        Assert.Contains("ENOENT", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Bare readiness of a descriptor: asyncio's <c>add_reader</c>.</summary>
    [Fact]
    public void Descriptor_CanBeWaitedFor() => Run(async () =>
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var socket = new AsyncSocket(FileDescriptorSocket.Duplicate((int)pipe.ClientSafePipeHandle.DangerousGetHandle()));
        Task readable = socket.WaitReadableAsync().AsTask();
        await Task.Yield();
        Assert.False(readable.IsCompleted);
        pipe.WriteByte(7);
        await readable;
        byte[] one = new byte[1];
        Assert.Equal(1, await socket.ReceiveAsync(one));
        Assert.Equal(7, one[0]);
        socket.Close();
    });

    /// <summary>The hang-up of an idle reader is reported once: who waits afterwards must not wait for it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pipe_WriterLeavesWhileNobodyReads_TheNextWaitEnds(bool asPipeReader) => Run(async () =>
    {
        (AsyncConnection reader, AsyncConnection writer) = AsyncFile.CreatePipe();
        await writer.WriteAsync("x"u8.ToArray());
        Assert.Equal(1, await reader.ReadAsync(new byte[8]));
        writer.Close();
        await PassesAsync(3);
        if (asPipeReader)
        {
            Assert.True((await reader.Input.ReadAsync()).IsCompleted);
        }
        else
        {
            await reader.Channel.WaitReadableAsync();
            await reader.Channel.WaitReadableAsync();
            Assert.Equal(0, await reader.ReadAsync(new byte[8]));
        }
    });

    /// <summary>So many reads succeed at once that the last one has to wait for its turn, which the hang-up has been.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    public void Pipe_WriterLeavesWhenTheBudgetIsUsedUp_TheNextReadEnds(int length) => Run(async () =>
    {
        (AsyncConnection reader, AsyncConnection writer) = AsyncFile.CreatePipe();
        byte[] one = new byte[1];
        ValueTask<int> read = reader.ReadAsync(one);
        await writer.WriteAsync(new byte[length]);
        for (int i = 0; i < length; i++)
        {
            Assert.Equal(1, await read);
            read = i < length - 1 ? reader.ReadAsync(one) : default;
        }

        writer.Close();
        await PassesAsync(3);
        Assert.Equal(0, await reader.ReadAsync(one));
    });

    [Fact]
    public void Fifo_WritersComeAndGo_TheReaderHearsOfTheLast()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fifo-{Guid.NewGuid():N}");
        using (var make = System.Diagnostics.Process.Start("mkfifo", path))
        {
            make.WaitForExit();
        }

        try
        {
            Run(async () =>
            {
                AsyncConnection reader = AsyncFile.Open(path, FileAccess.Read);
                AsyncFile.Open(path, FileAccess.Write).Close();
                await PassesAsync(3);
                AsyncConnection writer = AsyncFile.Open(path, FileAccess.Write);
                byte[] buffer = new byte[8];
                ValueTask<int> read = reader.ReadAsync(buffer);
                await PassesAsync(3);
                await writer.WriteAsync("x"u8.ToArray());
                Assert.Equal(1, await read);
                read = reader.ReadAsync(buffer);
                await PassesAsync(3);
                writer.Close();
                Assert.Equal(0, await read);
            });
        }
        finally
        {
            File.Delete(path);
        }
    }
}

public sealed class AsyncFileOnEpollTests() : AsyncFileTests(PollerKind.Epoll);

public sealed class AsyncFileOnPollTests() : AsyncFileTests(PollerKind.Poll);

public sealed class AsyncFileOnSelectTests() : AsyncFileTests(PollerKind.Select);
