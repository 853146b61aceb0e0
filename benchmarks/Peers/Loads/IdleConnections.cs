using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Peers;

/// <summary>Connections to a server that it has accepted and that then say nothing more.</summary>
internal sealed class IdleConnections : IDisposable
{
    /// <summary>Fewer than any server's backlog: one that overflows costs a second's wait for a retransmission.</summary>
    private const int Batch = 100;

    private readonly List<Socket> _sockets = [];

    private IdleConnections()
    {
    }

    /// <summary>Opens them, and returns when all are accepted and have their echo.</summary>
    /// <param name="server">The server.</param>
    /// <param name="count">How many.</param>
    /// <param name="bytes">Length of the message that each has echoed once; 0 for none.</param>
    public static IdleConnections Open(ServerProcess server, int count, int bytes)
    {
        var connections = new IdleConnections();
        try
        {
            int before = server.OpenSockets;
            RequireDescriptors($"{server.Id}", $"the server '{server.Spec.Name}'", before + count);
            RequireDescriptors("self", "this program", Directory.GetFileSystemEntries("/proc/self/fd").Length + count);
            for (int opened = 0; opened < count;)
            {
                for (int left = Math.Min(Batch, count - opened); left > 0; left--, opened++)
                {
                    connections._sockets.Add(Connect(server.Port));
                }

                server.AwaitAccepted(before + opened);
            }

            byte[] message = new byte[bytes];
            Array.Fill(message, (byte)'a');
            foreach (Socket socket in bytes > 0 ? connections._sockets : [])
            {
                Echo(socket, message);
            }

            return connections;
        }
        catch (SocketException failure)
        {
            connections.Dispose();
            throw new InvalidOperationException($"The server '{server.Spec.Name}' failed a connection: {failure.Message}.", failure);
        }
        catch
        {
            connections.Dispose();
            throw;
        }
    }

    public void Dispose() => _sockets.ForEach(s => s.Dispose());

    /// <summary>
    /// Says beforehand what is too few, instead of stopping half-way. .NET raises the limit to the hard one as it starts, for itself and
    /// for what it starts.
    /// </summary>
    private static void RequireDescriptors(string process, string name, int count)
    {
        // "Max open files            20000                20000                files"
        string soft = File.ReadLines($"/proc/{process}/limits")
            .Single(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        if (int.TryParse(soft, CultureInfo.InvariantCulture, out int limit) && limit < count + 10)
        {
            throw new InvalidOperationException($"{limit} open files are too few for {name}: raise the hard limit (ulimit -Hn).");
        }
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            LingerState = new LingerOption(true, 0), // leaves no TIME_WAIT behind, which would use up the ports
            NoDelay = true,
            ReceiveTimeout = 10_000,
        };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Echo(Socket socket, byte[] message)
    {
        socket.Send(message);
        byte[] echo = new byte[message.Length];
        for (int got = 0; got < echo.Length;)
        {
            int count = socket.Receive(echo.AsSpan(got));
            got += count > 0 ? count : throw new SocketException((int)SocketError.ConnectionReset);
        }
    }
}
