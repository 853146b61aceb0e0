using System.Net;
using System.Text;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace Smtp.Tests;

/// <summary>What the classes of <c>test_smtpd</c> share: servers and channels on mocked sockets.</summary>
public abstract class MockedTest : IDisposable
{
    private readonly Loop _loop;

    protected MockedTest()
    {
        _loop = new Loop(Map, new LoopOptions { Network = new MockNetwork() });
    }

    protected static IPEndPoint HOST { get; } = new(IPAddress.Loopback, 0);

    protected static IPEndPoint HOSTv6 { get; } = new(IPAddress.IPv6Loopback, 0);

    protected static EndPoint Remote { get; } = new DnsEndPoint("b", 0);

    protected ChannelMap Map { get; } = new();

    public void Dispose()
    {
        asyncore.close_all(Map);
        _loop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The channel of a client that the server has accepted.</summary>
    private protected SMTPChannel Accept(
        SMTPServer server, int data_size_limit = Limits.MessageSize, bool enable_SMTPUTF8 = false, bool decode_data = false)
    {
        (ChannelSocket conn, EndPoint addr) = server.accept()!.Value;
        return new SMTPChannel(server, conn, addr, data_size_limit, Map, enable_SMTPUTF8, decode_data);
    }

    private protected static void WriteLine(SMTPChannel channel, string line) => WriteLine(channel, Encoding.UTF8.GetBytes(line));

    private protected static void WriteLine(SMTPChannel channel, byte[] line)
    {
        ((MockSocket)channel.conn).QueueReceive(line);
        channel.handle_read();
    }

    /// <summary><c>channel.socket.last</c>.</summary>
    private protected static string Last(SMTPChannel channel) => ((MockSocket)channel.conn).Last;
}
