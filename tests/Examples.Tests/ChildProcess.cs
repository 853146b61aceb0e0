using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace AsyncoreNet.Examples.Tests;

/// <summary>A process that a test has started: it is gone when the test is over, whatever happens.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const string Listening = "listening on ";

    private readonly Process _process;
    private readonly BlockingCollection<string> _unread = []; // lines of either output that WaitForLine has not looked at
    private readonly Task<byte[]> _output;
    private readonly Task<byte[]> _error;

    private ChildProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _output = ReadAsync(_process.StandardOutput.BaseStream);
        _error = ReadAsync(_process.StandardError.BaseStream);
        Task.WhenAll(_output, _error).ContinueWith(_ => _unread.CompleteAdding(), TaskScheduler.Default);
    }

    public int Id => _process.Id;

    /// <summary>Its standard output, byte for byte; after <see cref="WaitForExit"/>.</summary>
    public byte[] OutputBytes => _output.Result;

    /// <summary>Its standard output; after <see cref="WaitForExit"/>.</summary>
    public string Output => System.Text.Encoding.UTF8.GetString(OutputBytes);

    /// <summary>Its standard error; after <see cref="WaitForExit"/>.</summary>
    public string Error => System.Text.Encoding.UTF8.GetString(_error.Result);

    public string AllOutput => Output + Error;

    /// <summary>Starts a program of the system.</summary>
    public static ChildProcess Start(string program, string[] arguments, string? folder = null) =>
        new(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? string.Empty,
        });

    /// <summary>Starts an example.</summary>
    public static ChildProcess Example(string name, params string[] arguments) =>
        Start(BuildOutput.DotNet, [BuildOutput.Example(name), .. arguments]);

    /// <summary>Starts a server example and waits until it says where it listens.</summary>
    public static ChildProcess Server(string name, out IPEndPoint address, params string[] arguments)
    {
        ChildProcess server = Example(name, arguments);
        try
        {
            address = IPEndPoint.Parse(server.WaitForLine(Listening)[Listening.Length..]);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Waits for a line, of standard output or standard error, that has <paramref name="text"/> in it.</summary>
    public string WaitForLine(string text)
    {
        using var deadline = new CancellationTokenSource(Deadline.Time);
        foreach (string line in _unread.GetConsumingEnumerable(deadline.Token))
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The process ended without '{text}'. It wrote: {AllOutput}");
    }

    /// <summary>Writes to its standard input and ends that.</summary>
    public void Type(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Close();
    }

    public void Signal(PosixSignal signal)
    {
        int number = signal switch
        {
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGTERM => 15,
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
        Assert.Equal(0, kill(Id, number));
    }

    /// <summary>Waits until the process has ended and all it wrote is here. Returns its exit code.</summary>
    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(Deadline.Time), $"'{_process.StartInfo.FileName}' goes on and on.");
        Assert.True(Task.WhenAll(_output, _error).Wait(Deadline.Time), "The process has ended, but its output has not.");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<byte[]> ReadAsync(Stream stream)
    {
        using var all = new MemoryStream();
        var line = new List<byte>();
        byte[] buffer = new byte[65536];
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
        {
            all.Write(buffer, 0, count);
            foreach (byte b in buffer.AsSpan(0, count))
            {
                if (b != '\n')
                {
                    line.Add(b);
                    continue;
                }

                _unread.Add(System.Text.Encoding.UTF8.GetString([.. line]));
                line.Clear();
            }
        }

        return all.ToArray();
    }

#pragma warning disable SYSLIB1054 // one call does not need a generated stub
    [DllImport("libc")]
    private static extern int kill(int pid, int signal);
#pragma warning restore SYSLIB1054
}
