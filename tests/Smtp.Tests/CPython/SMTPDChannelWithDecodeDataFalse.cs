namespace Smtp.Tests.CPython;

/// <summary>Mirrors <c>SMTPDChannelWithDecodeDataFalse</c> of CPython's <c>test_smtpd</c>.</summary>
public sealed class SMTPDChannelWithDecodeDataFalse : MockedTest
{
    private readonly DummyServer _server;
    private readonly SMTPChannel _channel;

    public SMTPDChannelWithDecodeDataFalse()
    {
        _server = new DummyServer(HOST, Remote, Map, decode_data: false);
        _channel = Accept(_server, decode_data: false);
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From:eggs@example");
        WriteLine(_channel, "RCPT To:spam@example");
        WriteLine(_channel, "DATA");
    }

    [Fact]
    public void Ascii_data()
    {
        WriteLine(_channel, "plain ascii text");
        WriteLine(_channel, ".");
        AssertReceived("plain ascii text");
    }

    [Fact]
    public void Utf8_data()
    {
        WriteLine(_channel, "utf8 enriched text: żźć");
        WriteLine(_channel, "and some plain ascii");
        WriteLine(_channel, ".");
        AssertReceived("utf8 enriched text: żźć\nand some plain ascii");
    }

    private void AssertReceived(string text)
    {
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(text), _channel.received_data);
        Assert.Equal(_channel.received_data, Assert.Single(_server.Bytes).Data);
        Assert.Empty(_server.Texts);
    }
}
