using System.Buffers;
using System.Diagnostics;
using System.IO.Pipes;

namespace AsyncoreNet.Async;

/// <summary>
/// A <see cref="System.Diagnostics.Process"/> whose pipes are on the loop. asyncio: <c>create_subprocess_exec</c>. Unix only.
/// </summary>
/// <remarks>
/// <para>
/// The process is .NET's own, with all that its <see cref="ProcessStartInfo"/> can say; the streams that this redirects are awaited
/// connections here. A process that fills a pipe waits until it is read: read the output while it runs, or use
/// <see cref="CommunicateAsync"/>.
/// </para>
/// <para><b>Thread.</b> The loop's.</para>
/// </remarks>
public sealed class AsyncProcess : IAsyncDisposable
{
    private readonly AsyncConnection? _input;
    private readonly AsyncConnection? _output;
    private readonly AsyncConnection? _error;

    private AsyncProcess(Process process, ChannelMap? map)
    {
        Process = process;
        ProcessStartInfo info = process.StartInfo;
        try
        {
            _input = info.RedirectStandardInput ? TakeOver(process.StandardInput.BaseStream, map) : null;
            _output = info.RedirectStandardOutput ? TakeOver(process.StandardOutput.BaseStream, map) : null;
            _error = info.RedirectStandardError ? TakeOver(process.StandardError.BaseStream, map) : null;
        }
        catch
        {
            ClosePipes();
            throw;
        }
    }

    /// <summary>The process: its id, its times, <see cref="Process.Kill(bool)"/>.</summary>
    public Process Process { get; }

    /// <summary>Where the process reads from. Complete its output to let it see the end.</summary>
    /// <exception cref="InvalidOperationException">It was not redirected.</exception>
    public AsyncConnection StandardInput => _input ?? throw NotRedirected(nameof(ProcessStartInfo.RedirectStandardInput));

    /// <summary>What the process writes.</summary>
    /// <exception cref="InvalidOperationException">It was not redirected.</exception>
    public AsyncConnection StandardOutput => _output ?? throw NotRedirected(nameof(ProcessStartInfo.RedirectStandardOutput));

    /// <summary>What the process complains of.</summary>
    /// <exception cref="InvalidOperationException">It was not redirected.</exception>
    public AsyncConnection StandardError => _error ?? throw NotRedirected(nameof(ProcessStartInfo.RedirectStandardError));

    /// <summary>Starts a process.</summary>
    /// <param name="startInfo">What to start, and which of its streams to redirect.</param>
    /// <param name="map">The map to join; by default that of the loop that runs on this thread, else <see cref="ChannelMap.Default"/>.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program does not exist or may not be run.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows, where pipes are no channels.</exception>
    public static AsyncProcess Start(ProcessStartInfo startInfo, ChannelMap? map = null)
    {
        ArgumentNullException.ThrowIfNull(startInfo);
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Pipes as channels need a Unix system; on Windows use the process's own streams.");
        }

        Process process = Process.Start(startInfo) ?? throw new InvalidOperationException("No process was started.");
        try
        {
            return new AsyncProcess(process, map);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the process has ended. Returns its exit code; 128 and the signal, if one has ended it.</summary>
    /// <param name="cancellationToken">Ends the wait; the process goes on.</param>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await Process.WaitForExitAsync(cancellationToken).ConfigureAwait(true);
        return Process.ExitCode;
    }

    /// <summary>
    /// Writes the input and its end, reads all output, and waits for the end of the process. Returns its exit code and the bytes that it has
    /// written. All at once, so that none of them waits for
    /// another for ever. A process that ends before it has read its input is no error. asyncio: <c>communicate</c>.
    /// </summary>
    /// <param name="input">What the process reads; if its input is not redirected, nothing.</param>
    /// <param name="cancellationToken">Ends the waits; the process goes on, and what it has written until then is lost.</param>
    /// <exception cref="InvalidOperationException">There is input, and the standard input was not redirected.</exception>
    public async Task<ProcessOutput> CommunicateAsync(ReadOnlyMemory<byte> input = default, CancellationToken cancellationToken = default)
    {
        if (!input.IsEmpty)
        {
            _ = StandardInput;
        }

        Task writing = _input is null ? Task.CompletedTask : WriteAsync(_input, input, cancellationToken);
        Task<ReadOnlyMemory<byte>> output = ReadToEndAsync(_output, cancellationToken);
        Task<ReadOnlyMemory<byte>> error = ReadToEndAsync(_error, cancellationToken);
        await Task.WhenAll(writing, output, error).ConfigureAwait(true);
        int exitCode = await WaitForExitAsync(cancellationToken).ConfigureAwait(true);
        return new ProcessOutput(exitCode, await output.ConfigureAwait(true), await error.ConfigureAwait(true));
    }

    /// <summary>Closes the pipes. A process that has not ended is killed, with those that it has started, and waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        ClosePipes();
        try
        {
            if (!Process.HasExited)
            {
                Process.Kill(entireProcessTree: true);
                await Process.WaitForExitAsync().ConfigureAwait(true);
            }
        }
        catch (InvalidOperationException)
        {
            // It was disposed before, or has ended just now.
        }

        Process.Dispose();
    }

    private static async Task WriteAsync(AsyncConnection connection, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await connection.WriteAsync(input, cancellationToken).ConfigureAwait(true);
            await connection.CompleteOutputAsync(cancellationToken).ConfigureAwait(true);
        }
        catch (IOException) when (connection.Channel.IsBroken)
        {
            connection.Close(); // the process does not read, and need not
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadToEndAsync(AsyncConnection? connection, CancellationToken cancellationToken)
    {
        var all = new ArrayBufferWriter<byte>();
        while (connection is not null && await connection.ReadAsync(cancellationToken).ConfigureAwait(true) is { Length: > 0 } part)
        {
            all.Write(part.Span);
        }

        return all.WrittenMemory;
    }

    /// <summary>The pipe beneath a stream of the process, on the loop; the stream is closed, which leaves the pipe open.</summary>
    private static AsyncConnection TakeOver(Stream stream, ChannelMap? map)
    {
        using (stream)
        {
            return AsyncFile.Open(((PipeStream)stream).SafePipeHandle, map);
        }
    }

    private void ClosePipes()
    {
        _input?.Abort();
        _output?.Abort();
        _error?.Abort();
    }

    private static InvalidOperationException NotRedirected(string option) =>
        new($"The stream belongs to this process's own: set ProcessStartInfo.{option} before the start.");
}
