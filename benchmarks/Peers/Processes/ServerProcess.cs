using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Peers;

/// <summary>A server that runs, pinned to one core; it is killed when disposed of.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder; // its temporary files: what is killed leaves some behind

    private ServerProcess(ServerSpec spec, Process process, int port, DirectoryInfo folder)
    {
        (Spec, _process, Port, _folder) = (spec, process, port, folder);
    }

    public ServerSpec Spec { get; }

    public int Port { get; }

    public int Id => _process.Id;

    /// <summary>Sockets that the process has open. Other descriptors come and go as a runtime warms up.</summary>
    public int OpenSockets => new DirectoryInfo($"/proc/{Id}/fd").EnumerateFileSystemInfos().Count(IsSocket);

    /// <summary>Starts a server, and returns when it accepts connections.</summary>
    /// <param name="spec">The server.</param>
    /// <param name="core">The core that it runs on.</param>
    /// <param name="environment">Variables that it has beside this program's own.</param>
    public static ServerProcess Start(ServerSpec spec, int core, params (string Name, string Value)[] environment)
    {
        int port = FreePort();
        IEnumerable<string> words = spec.Command.Select(word => word.Replace("{port}", $"{port}", StringComparison.Ordinal));
        // taskset becomes the server: the process keeps its number.
        var start = new ProcessStartInfo("taskset", ["-c", $"{core}", .. words]) { RedirectStandardOutput = true };
        DirectoryInfo folder = Directory.CreateTempSubdirectory("peers-");
        foreach ((string name, string value) in environment.Prepend(("TMPDIR", folder.FullName)))
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { }; // a pipe that nobody reads would stop it one day
        process.BeginOutputReadLine();
        var server = new ServerProcess(spec, process, port, folder);
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
    /// Waits until the server has closed the connections of the last run and at most so many sockets are open: what is measured
    /// next would pay for that work.
    /// </summary>
    public void AwaitClosed(int sockets) => AwaitSockets(open => open <= sockets, "after its clients have gone");

    /// <summary>Waits until the server has accepted so many that it has at least this number of sockets.</summary>
    public void AwaitAccepted(int sockets) => AwaitSockets(open => open >= sockets, $"and should have {sockets}");

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
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void AwaitSockets(Func<int, bool> enough, string when)
    {
        var waited = Stopwatch.StartNew();
        while (!enough(OpenSockets))
        {
            if (waited.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException($"The server '{Spec.Name}' holds {OpenSockets} sockets {when}.");
            }

            Thread.Sleep(2);
        }
    }

    private static bool IsSocket(FileSystemInfo descriptor)
    {
        try
        {
            return descriptor.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false; // closed just now
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
                throw new InvalidOperationException($"The server '{Spec.Name}' does not listen: {string.Join(' ', Spec.Command)}", failure);
            }
        }
    }
}
