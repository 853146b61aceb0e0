namespace Smtp.Tests.CPython;

/// <summary>Mirrors <c>TestMailOptionParsing</c> of CPython's <c>test_smtpd</c>.</summary>
public sealed class TestMailOptionParsing : MockedTest
{
    private const string ErrorResponse = "555 MAIL FROM parameters not recognized or not implemented\r\n";

    [Fact]
    public void With_decode_data_true()
    {
        SMTPChannel channel = Accept(new DummyServer(HOST, Remote, Map, decode_data: true), decode_data: true);
        WriteLine(channel, "EHLO example");
        foreach (string line in (string[])[
            "MAIL from: <foo@example.com> size=20 SMTPUTF8",
            "MAIL from: <foo@example.com> size=20 SMTPUTF8 BODY=8BITMIME",
            "MAIL from: <foo@example.com> size=20 BODY=UNKNOWN",
            "MAIL from: <foo@example.com> size=20 body=8bitmime"])
        {
            WriteLine(channel, line);
            Assert.Equal(ErrorResponse, Last(channel));
        }

        WriteLine(channel, "MAIL from: <foo@example.com> size=20");
        Assert.Equal("250 OK\r\n", Last(channel));
    }

    [Fact]
    public void With_decode_data_false()
    {
        SMTPChannel channel = Accept(new DummyServer(HOST, Remote, Map));
        WriteLine(channel, "EHLO example");
        foreach (string line in (string[])[
            "MAIL from: <foo@example.com> size=20 SMTPUTF8",
            "MAIL from: <foo@example.com> size=20 SMTPUTF8 BODY=8BITMIME"])
        {
            WriteLine(channel, line);
            Assert.Equal(ErrorResponse, Last(channel));
        }

        WriteLine(channel, "MAIL from: <foo@example.com> size=20 SMTPUTF8 BODY=UNKNOWN");
        Assert.Equal("501 Error: BODY can only be one of 7BIT, 8BITMIME\r\n", Last(channel));
        WriteLine(channel, "MAIL from: <foo@example.com> size=20 body=8bitmime");
        Assert.Equal("250 OK\r\n", Last(channel));
    }

    [Fact]
    public void With_enable_smtputf8_true()
    {
        SMTPChannel channel = Accept(new DummyServer(HOST, Remote, Map, enable_SMTPUTF8: true), enable_SMTPUTF8: true);
        WriteLine(channel, "EHLO example");
        WriteLine(channel, "MAIL from: <foo@example.com> size=20 body=8bitmime smtputf8");
        Assert.Equal("250 OK\r\n", Last(channel));
    }
}
