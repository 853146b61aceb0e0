using System.Net;

namespace Smtp.Tests.CPython;

/// <summary>Mirrors <c>SMTPDChannelWithDataSizeLimitTest</c> of CPython's <c>test_smtpd</c>.</summary>
public sealed class SMTPDChannelWithDataSizeLimitTest : MockedTest
{
    private readonly DummyServer _server;
    private readonly SMTPChannel _channel;

    public SMTPDChannelWithDataSizeLimitTest()
    {
        _server = new DummyServer(HOST, Remote, Map, decode_data: true);
        _channel = Accept(_server, data_size_limit: 32, decode_data: true);
    }

    [Fact]
    public void Data_limit_dialog()
    {
        BeginMessage();
        WriteLine(_channel, "data\r\nmore\r\n.");
        Assert.Equal("250 OK\r\n", Last(_channel));
        (EndPoint peer, string from, IReadOnlyList<string> to, string text) = Assert.Single(_server.Texts);
        Assert.Equal(MockSocket.Peer, peer);
        Assert.Equal("eggs@example", from);
        Assert.Equal(["spam@example"], to);
        Assert.Equal("data\nmore", text);
    }

    [Fact]
    public void Data_limit_dialog_too_much_data()
    {
        BeginMessage();
        WriteLine(_channel, "This message is longer than 32 bytes\r\n.");
        Assert.Equal("552 Error: Too much mail data\r\n", Last(_channel));
    }

    private void BeginMessage()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From:eggs@example");
        Assert.Equal("250 OK\r\n", Last(_channel));
        WriteLine(_channel, "RCPT To:spam@example");
        Assert.Equal("250 OK\r\n", Last(_channel));

        WriteLine(_channel, "DATA");
        Assert.Equal("354 End data with <CR><LF>.<CR><LF>\r\n", Last(_channel));
    }
}
