using System.Net;
using System.Net.Sockets;
using System.Text;

using AsyncoreNet.Examples.Tests;

namespace Smtp.Tests;

/// <summary>A client of a server in another process. It has read the greeting.</summary>
internal sealed class Client : IDisposable
{
    private readonly NetworkStream _stream;

    public Client(EndPoint server)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(server);
        _stream = new NetworkStream(socket, ownsSocket: true) { ReadTimeout = (int)Deadline.Time.TotalMilliseconds };
        Assert.StartsWith("220 ", Reply(), StringComparison.Ordinal);
    }

    public void Send(string text) => _stream.Write(Encoding.UTF8.GetBytes(text));

    public string Ask(string line)
    {
        Send(line + "\r\n");
        return Reply();
    }

    /// <summary>The next reply, its lines joined with a line feed; empty at the end of the connection.</summary>
    public string Reply()
    {
        var lines = new List<string>();
        do
        {
            lines.Add(Line());
        }
        while (lines[^1].Length > 3 && lines[^1][3] == '-');

        return string.Join('\n', lines);
    }

    /// <summary>Reads so many replies and returns the last.</summary>
    public string Replies(int count) => Enumerable.Range(0, count).Select(_ => Reply()).ToArray()[^1];

    public void Dispose() => _stream.Dispose();

    private string Line()
    {
        var line = new List<byte>();
        for (int next; (next = _stream.ReadByte()) >= 0;)
        {
            line.Add((byte)next);
            if (next == '\n' && line.Count > 1 && line[^2] == '\r')
            {
                return Encoding.UTF8.GetString([.. line[..^2]]);
            }
        }

        return "";
    }
}
