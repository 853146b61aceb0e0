namespace Smtp.Tests.CPython;

/// <summary>Mirrors <c>SMTPDChannelWithDecodeDataTrue</c> of CPython's <c>test_smtpd</c>.</summary>
public sealed class SMTPDChannelWithDecodeDataTrue : MockedTest
{
    private readonly DummyServer _server;
    private readonly SMTPChannel _channel;

    public SMTPDChannelWithDecodeDataTrue()
    {
        _server = new DummyServer(HOST, Remote, Map, decode_data: true);
        _channel = Accept(_server, decode_data: true);
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

    // Python's received_data is text here; ours are the bytes, and the server gets the text.
    private void AssertReceived(string text)
    {
        Assert.Equal(text, Assert.Single(_server.Texts).Data);
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(text), _channel.received_data);
        Assert.Empty(_server.Bytes);
    }
}
