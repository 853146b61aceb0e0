using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Redis.Tests;

/// <summary>A client of the server under test, whose socket never waits.</summary>
internal sealed class Client(Socket socket) : IDisposable
{
    private static readonly byte[] Buffer = new byte[65536]; // for all: the tests run one after the other

    private readonly StringBuilder _output = new();

    /// <summary>What came and was not taken.</summary>
    public string Output => _output.ToString();

    /// <summary>Whether the server has ended the connection.</summary>
    public bool HasEnded { get; private set; }

    public Socket Socket => socket;

    /// <summary>Sends what there is room for; returns the rest.</summary>
    public byte[] Send(byte[] data)
    {
        int sent = socket.Send(data, SocketFlags.None, out SocketError error);
        HasEnded |= error is not (SocketError.Success or SocketError.WouldBlock);
        return HasEnded ? [] : data[sent..];
    }

    /// <summary>Sends a text, which the kernel must have room for.</summary>
    public void Send(string text) => Assert.Empty(Send(Resp.Bytes(text)));

    /// <summary>Receives what is there.</summary>
    public void Receive()
    {
        while (!HasEnded)
        {
            int count = socket.Receive(Buffer, SocketFlags.None, out SocketError error);
            if (count == 0 && error == SocketError.WouldBlock)
            {
                return;
            }

            HasEnded = count == 0;
            _output.Append(Resp.Text(Buffer.AsSpan(0, count)));
        }
    }

    /// <summary>Takes a reply, if it is complete.</summary>
    public string? TryTake()
    {
        Receive();
        string output = Output;
        int end = Resp.FindEnd(output);
        _output.Remove(0, end);
        return end > 0 ? output[..end] : null;
    }

    /// <summary>Takes all that has come.</summary>
    public string TakeAll()
    {
        string output = Output;
        _output.Clear();
        return output;
    }

    /// <summary>The client leaves.</summary>
    public void Dispose() => socket.Dispose();
}
