using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Examples.Tests;

namespace AsyncoreNet.Migrating.Tests;

/// <summary>A client: a plain blocking socket, which knows nothing of any loop.</summary>
internal sealed class ChatClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _buffer = new byte[65536];
    private int _start;
    private int _end;

    /// <param name="server">Where to.</param>
    /// <param name="receiveBuffer">The kernel's buffer for what is not read, in bytes; 0 is the system's choice.</param>
    public ChatClient(EndPoint server, int receiveBuffer)
    {
        if (receiveBuffer > 0)
        {
            _socket.ReceiveBufferSize = receiveBuffer;
        }

        _socket.NoDelay = true;
        _socket.ReceiveTimeout = _socket.SendTimeout = (int)Deadline.Time.TotalMilliseconds;
        _socket.Connect(server);
    }

    public void Send(string text) => Send(Script.Bytes(text));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>The next line, as a script has it: what is no line with CR LF at its end shows as such.</summary>
    public string ReadLine()
    {
        var line = new List<byte>();
        do
        {
            if (_start == _end && !Fill())
            {
                return Script.Text(line) + Script.EndMark;
            }

            line.Add(_buffer[_start++]);
        }
        while (line[^1] != '\n');
        return Script.Text(line);
    }

    /// <summary>All that comes up to the end of the stream, or to the reset that ends it.</summary>
    public byte[] ReadToEnd()
    {
        using var all = new MemoryStream();
        do
        {
            all.Write(_buffer, _start, _end - _start);
            _start = _end;
        }
        while (Fill());
        return all.ToArray();
    }

    /// <summary>Goes without an end: the server gets a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();

    private bool Fill()
    {
        try
        {
            (_start, _end) = (0, _socket.Receive(_buffer));
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            (_start, _end) = (0, 0);
        }

        return _end > 0;
    }
}
