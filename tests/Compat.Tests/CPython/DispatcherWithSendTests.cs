using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>Mirrors <c>test_asyncore.DispatcherWithSendTests</c>.</summary>
public sealed class DispatcherWithSendTests
{
    [Fact]
    public void Send()
    {
        using var test = new TestLoop();
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server.Listen();
        byte[] data = "Is it a sixteen-ton weight, then?"u8.ToArray();
        byte[] received = [];
        var capture = new Thread(() => received = ReceiveLine(server)) { IsBackground = true };
        capture.Start();

        var d = new NoRead(test.Map);
        d.create_socket();
        d.connect(("127.0.0.1", ((IPEndPoint)server.LocalEndPoint!).Port));
        test.PumpUntil(() => d.connected, Order.Select, "the connection");
        d.send(data);
        d.send(data);
        d.send("\n"u8);
        if (d.out_buffer.Length > 0)
        {
            test.PumpUntil(() => d.out_buffer.Length == 0, Order.Select, "sending the last byte");
        }

        Assert.True(capture.Join(TimeSpan.FromSeconds(60)), "The server saw no end of the line.");
        Assert.Equal([.. data, .. data], received);
    }

    private static byte[] ReceiveLine(Socket server)
    {
        server.ReceiveTimeout = 30_000;
        using Socket connection = server.Accept();
        connection.ReceiveTimeout = 30_000;
        var line = new List<byte>();
        byte[] piece = new byte[10];
        while (true)
        {
            int count = connection.Receive(piece);
            line.AddRange(piece.AsSpan(0, count));
            if (count == 0 || line[^1] == '\n')
            {
                return [.. line.Where(b => b != '\n')];
            }
        }
    }

    private sealed class NoRead(ChannelMap map) : asyncore.dispatcher_with_send(null, map)
    {
        public override bool readable() => false;

        public override void handle_connect()
        {
        }
    }
}
