using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EchoBenchmark;

/// <summary>A server that runs, pinned to one core; it is killed when disposed of.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(ServerSpec spec, Process process, int port)
    {
        (Spec, _process, Port) = (spec, process, port);
    }

    public ServerSpec Spec { get; }

    public int Port { get; }

    public int Id => _process.Id;

    /// <summary>Descriptors that the process has open.</summary>
    public int OpenDescriptors => Directory.GetFileSystemEntries($"/proc/{Id}/fd").Length;

    /// <summary>Starts a server, and returns when it accepts connections.</summary>
    public static ServerProcess Start(ServerSpec spec, int core)
    {
        int port = FreePort();
        string[] command = spec.Command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> words = command.Select(word => word.Replace("{port}", $"{port}", StringComparison.Ordinal));
        // taskset becomes the server: the process keeps its number.
        var start = new ProcessStartInfo("taskset", ["-c", $"{core}", .. words]) { RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        var server = new ServerProcess(spec, process, port);
        try
        {
            server.AwaitListening();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Waits until the server has closed the connections of the last run and at most so many descriptors are open: what is measured
    /// next would pay for that work.
    /// </summary>
    public void AwaitClosed(int descriptors) => AwaitDescriptors(open => open <= descriptors, "after its clients have gone");

    /// <summary>Waits until the server has accepted so many that it has at least this number of descriptors.</summary>
    public void AwaitAccepted(int descriptors) => AwaitDescriptors(open => open >= descriptors, $"and should have {descriptors}");

    /// <summary>Kills the process, and returns when it has ended.</summary>
    public void Stop()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    public void Dispose()
    {
        Stop();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void AwaitDescriptors(Func<int, bool> enough, string when)
    {
        var waited = Stopwatch.StartNew();
        while (!enough(OpenDescriptors))
        {
            if (waited.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException($"The server '{Spec.Name}' holds {OpenDescriptors} descriptors {when}.");
            }

            Thread.Sleep(2);
        }
    }

    /// <summary>By connecting: not every server says when it is ready.</summary>
    private void AwaitListening()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (!_process.HasExited && waited.Elapsed < TimeSpan.FromSeconds(20))
            {
                Thread.Sleep(20);
            }
            catch (SocketException failure)
            {
                throw new InvalidOperationException($"The server '{Spec.Name}' does not listen: {Spec.Command}", failure);
            }
        }
    }
}
