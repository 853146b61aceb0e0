using System.Diagnostics;

namespace AsyncoreNet.Tests;

/// <summary>
/// A child process that runs into faults which would harm the test runner: see the project Core.Tests.FaultHost.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    public ChildProcess(string scenario, PollerKind poller)
    {
        string host = Path.Combine(AppContext.BaseDirectory, "AsyncoreNet.Core.Tests.FaultHost");
        _process = Process.Start(new ProcessStartInfo(host, [scenario, poller.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>What it has written to standard error, once it has ended.</summary>
    public string ReadErrors() => Read(_process.StandardError.ReadToEndAsync());

    /// <summary>The next line of its output.</summary>
    public string ReadLine() => Read(_process.StandardOutput.ReadLineAsync()) ?? throw new EndOfStreamException(ReadErrors());

    public string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return ReadLine();
    }

    /// <summary>The end of its input is its end.</summary>
    public int Finish()
    {
        _process.StandardInput.Close();
        Assert.True(_process.WaitForExit(Background.Patience), "The child process hangs.");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static T Read<T>(Task<T> reading)
    {
        Assert.True(reading.Wait(Background.Patience), "The child process says nothing.");
        return reading.Result;
    }
}
