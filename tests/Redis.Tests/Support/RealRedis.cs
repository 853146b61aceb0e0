using System.Net.Sockets;

using AsyncoreNet.Examples.Tests;
using AsyncoreNet.Tests;

namespace AsyncoreNet.Redis.Tests;

/// <summary>
/// The original, at a Unix socket of its own; shared by the tests of a class, and skipping those where it is not installed.
/// </summary>
public sealed class RealRedis : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asyncorenet-");
    private ChildProcess? _process;

    /// <summary>Connects a client.</summary>
    internal Socket Connect()
    {
        string path = Path.Combine(_folder.FullName, "redis");
        if (_process is null)
        {
            _process = ChildProcess.Start(Programs.Require("redis-server"),
                ["--port", "0", "--unixsocket", path, "--save", string.Empty, "--appendonly", "no", "--dir", _folder.FullName]);
            _process.WaitForLine("ready to accept connections");
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = (int)Background.Patience.TotalMilliseconds,
        };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    /// <summary>Sends something and receives so many replies, or all until the end.</summary>
    internal static string Ask(Socket socket, string input, int replies = int.MaxValue)
    {
        socket.Send(Resp.Bytes(input));
        return Receive(socket, replies);
    }

    /// <summary>Receives so many replies, or all until the end.</summary>
    internal static string Receive(Socket socket, int replies = int.MaxValue)
    {
        string output = string.Empty;
        byte[] buffer = new byte[65536];
        int known = 0;
        for (int found = 0; found < replies;)
        {
            if (Resp.FindEnd(output.AsSpan(known)) is > 0 and var length)
            {
                known += length;
                found++;
                continue;
            }

            int count = socket.Receive(buffer);
            if (count == 0)
            {
                break;
            }

            output += Resp.Text(buffer.AsSpan(0, count));
        }

        return output;
    }

    public void Dispose()
    {
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }
}
