using System.Net;
using System.Net.Sockets;
using System.Text;

using AsyncoreNet.Compat.Tests;

namespace Smtp.Tests;

/// <summary>A client on the thread of the loop: while it waits for a reply, the loop runs.</summary>
internal sealed class Peer : IDisposable
{
    private readonly TestLoop _loop;
    private readonly StringBuilder _received = new();

    public Peer(TestLoop loop, EndPoint server)
    {
        _loop = loop;
        Socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        Socket.Connect(server); // the kernel accepts it, whether the loop runs or not
        Socket.Blocking = false;
    }

    public Socket Socket { get; }

    /// <summary>Whether the server has ended the connection.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Greets. Returns the peer itself.</summary>
    public Peer Greet(string greeting = "EHLO client.example")
    {
        Assert.StartsWith("220 ", Reply(), StringComparison.Ordinal);
        Assert.StartsWith("250", Ask(greeting), StringComparison.Ordinal);
        return this;
    }

    /// <summary>Says a line. Returns the reply.</summary>
    public string Ask(string line)
    {
        Send(line + "\r\n");
        return Reply();
    }

    /// <summary>Begins a message. Returns the peer itself.</summary>
    public Peer Begin(params string[] recipients)
    {
        Assert.Equal("250 OK", Ask("MAIL FROM:<sender@example.com>"));
        foreach (string recipient in recipients)
        {
            Assert.Equal("250 OK", Ask($"RCPT TO:<{recipient}>"));
        }

        Assert.Equal("354 End data with <CR><LF>.<CR><LF>", Ask("DATA"));
        return this;
    }

    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public void Send(byte[] bytes)
    {
        for (int sent = 0; sent < bytes.Length;)
        {
            int count = TrySend(bytes.AsSpan(sent));
            sent += count;
            if (count == 0)
            {
                _loop.Pass(Order.Select);
            }
        }
    }

    /// <summary>Sends what there is room for. Returns the bytes sent.</summary>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        int count = Socket.Send(bytes, SocketFlags.None, out SocketError error);
        Assert.True(error is SocketError.Success or SocketError.WouldBlock, $"The server takes no more: {error}.");
        return count;
    }

    /// <summary>The next reply, its lines joined with a line feed; empty at the end of the connection.</summary>
    public string Reply()
    {
        string? reply = Take();
        if (reply is null && !IsOver)
        {
            _loop.PumpUntil(() => (reply = Take()) is not null || IsOver, Order.Select, "The reply");
        }

        return reply ?? "";
    }

    /// <summary>Whether the server has said something that was not read yet.</summary>
    public bool HasReply()
    {
        Receive();
        return _received.Length > 0;
    }

    /// <summary>Closes with a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Socket.Dispose();
    }

    public void Dispose() => Socket.Dispose();

    /// <summary>A whole reply, if it is here.</summary>
    private string? Take()
    {
        Receive();
        string[] lines = _received.ToString().Split("\r\n");
        int last = Array.FindIndex(lines[..^1], line => !(line.Length > 3 && line[3] == '-'));
        if (last < 0)
        {
            return null;
        }

        _received.Clear().Append(string.Join("\r\n", lines[(last + 1)..]));
        return string.Join('\n', lines[..(last + 1)]);
    }

    private void Receive()
    {
        byte[] buffer = new byte[4096];
        while (!IsOver)
        {
            int count = Socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                return;
            }

            IsOver = count == 0;
            _received.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }
}
