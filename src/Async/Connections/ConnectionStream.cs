namespace AsyncoreNet.Async;

/// <summary>
/// A connection as a <see cref="Stream"/>, for what is written against streams: <c>SslStream</c>, compression, serializers.
/// </summary>
/// <remarks>
/// <para>
/// The synchronous members would block the loop, and throw. Disposing the stream closes the connection, when its output has been sent.
/// </para>
/// <para>
/// Libraries await with <c>ConfigureAwait(false)</c>. What they await here completes on the loop and they go on there, in the same call;
/// but a task of their own in between takes them to the thread pool. So reads and writes are taken from any thread, and made on the loop.
/// </para>
/// </remarks>
internal sealed class ConnectionStream(AsyncConnection connection) : Stream
{
    public override bool CanRead => !connection.IsClosed;

    public override bool CanWrite => !connection.IsClosed;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException("A connection has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("A connection has no position.");
        set => throw new NotSupportedException("A connection has no position.");
    }

    private Loop? Elsewhere => connection.Channel.Map.Loop is { IsRunning: true, IsLoopThread: false } loop ? loop : null;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Elsewhere is { } loop ? new ValueTask<int>(loop.InvokeAsync(() => ReadAsync(buffer, cancellationToken).AsTask(), cancellationToken))
        : buffer.IsEmpty ? connection.WaitForInputAsync(cancellationToken)
        : connection.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Elsewhere is { } loop ? new ValueTask(loop.InvokeAsync(() => WriteAsync(buffer, cancellationToken).AsTask(), cancellationToken))
        : connection.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Nothing to do: what was written goes as soon as there is room. To wait for that is the connection's own flush.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw Synchronous(nameof(ReadAsync));

    public override void Write(byte[] buffer, int offset, int count) => throw Synchronous(nameof(WriteAsync));

    public override void Flush()
    {
        // As above.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A connection cannot be sought in.");

    public override void SetLength(long value) => throw new NotSupportedException("A connection has no length.");

    public override async ValueTask DisposeAsync()
    {
        if (Elsewhere is { } loop)
        {
            await loop.InvokeAsync(() => connection.DisposeAsync().AsTask()).ConfigureAwait(false);
        }
        else
        {
            await connection.DisposeAsync().ConfigureAwait(true);
        }

        await base.DisposeAsync().ConfigureAwait(true);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Elsewhere is { } loop)
        {
            loop.Post(connection.Close);
        }
        else if (disposing)
        {
            connection.Close();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException Synchronous(string name) => new($"To wait here would stop the loop. Use {name}.");
}
