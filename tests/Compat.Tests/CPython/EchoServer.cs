using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>
/// The other side of <see cref="TestAsynchat"/>: takes what comes until <c>QUIT</c>, sends it back in pieces, and closes. The
/// original is a thread that sleeps between the pieces. This one is driven by the test, which sees each piece arrive before it
/// sends the next.
/// </summary>
internal sealed class EchoServer : IDisposable
{
    private const string Quit = "QUIT\n";

    private readonly ChannelSocket _listener;
    private readonly StringBuilder _received = new();
    private ChannelSocket? _connection;

    public EchoServer(INetwork network)
    {
        _listener = network.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
    }

    public int Port { get; }

    public string Received => _received.ToString();

    /// <summary>Passes of the client's loop until the whole request is here, or the client has closed.</summary>
    public void ReceiveRequest(TestLoop test, Order order)
    {
        test.PumpUntil(() => _listener.Accept(out _connection, out _) == SocketError.Success, order, "the connection");
        byte[] buffer = new byte[100];
        test.PumpUntil(() => IsComplete(buffer), order, "the request");
    }

    /// <summary>What came after the client has closed.</summary>
    public void ReceiveToTheEnd()
    {
        if (_connection is null)
        {
            _listener.Blocking = true;
            _listener.Accept(out _connection, out _);
        }

        _connection!.Blocking = true;
        byte[] buffer = new byte[100];
        while (_connection.Receive(buffer).Count is > 0 and var count)
        {
            _received.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }

    /// <summary>Sends the request back without its <c>QUIT</c>, and closes.</summary>
    public void SendBack(TestLoop test, Order order, EchoClient client, int chunkSize)
    {
        byte[] data = Encoding.Latin1.GetBytes(Received.Replace(Quit, "", StringComparison.Ordinal));
        foreach (byte[] chunk in data.Chunk(chunkSize))
        {
            int reads = client.Reads;
            _connection!.Send(chunk);
            test.PumpUntil(() => client.Reads > reads, order, "the next piece");
        }

        _connection!.Dispose();
        test.PumpUntil(() => client.IsClosed, order, "the end of the stream");
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _listener.Dispose();
    }

    private bool IsComplete(byte[] buffer)
    {
        while (_connection!.Available > 0)
        {
            _received.Append(Encoding.Latin1.GetString(buffer, 0, _connection.Receive(buffer).Count));
        }

        return Received.Contains(Quit, StringComparison.Ordinal);
    }
}
