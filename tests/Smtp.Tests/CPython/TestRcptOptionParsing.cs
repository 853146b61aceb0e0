namespace Smtp.Tests.CPython;

/// <summary>Mirrors <c>TestRcptOptionParsing</c> of CPython's <c>test_smtpd</c>.</summary>
public sealed class TestRcptOptionParsing : MockedTest
{
    [Fact]
    public void Params_rejected()
    {
        SMTPChannel channel = Accept(new DummyServer(HOST, Remote, Map));
        WriteLine(channel, "EHLO example");
        WriteLine(channel, "MAIL from: <foo@example.com> size=20");
        WriteLine(channel, "RCPT to: <foo@example.com> foo=bar");
        Assert.Equal("555 RCPT TO parameters not recognized or not implemented\r\n", Last(channel));
    }

    [Fact]
    public void Nothing_accepted()
    {
        SMTPChannel channel = Accept(new DummyServer(HOST, Remote, Map));
        WriteLine(channel, "EHLO example");
        WriteLine(channel, "MAIL from: <foo@example.com> size=20");
        WriteLine(channel, "RCPT to: <foo@example.com>");
        Assert.Equal("250 OK\r\n", Last(channel));
    }
}
