namespace Smtp.Tests.CPython;

/// <summary>Mirrors <c>SMTPDChannelTestWithEnableSMTPUTF8True</c> of CPython's <c>test_smtpd</c>.</summary>
public sealed class SMTPDChannelTestWithEnableSMTPUTF8True : MockedTest
{
    private readonly SMTPChannel _channel;

    public SMTPDChannelTestWithEnableSMTPUTF8True()
    {
        _channel = Accept(new DummyServer(HOST, Remote, Map, enable_SMTPUTF8: true), enable_SMTPUTF8: true);
    }

    [Fact]
    public void MAIL_command_accepts_SMTPUTF8_when_announced()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL from: <naïve@example.com> BODY=8BITMIME SMTPUTF8");
        Assert.Equal("250 OK\r\n", Last(_channel));
    }

    [Fact]
    public void Process_smtputf8_message()
    {
        WriteLine(_channel, "EHLO example");
        foreach (string mail_parameters in (string[])["", "BODY=8BITMIME SMTPUTF8"])
        {
            WriteLine(_channel, "MAIL from: <a@example> " + mail_parameters);
            AssertLast("250");
            WriteLine(_channel, "rcpt to:<b@example.com>");
            AssertLast("250");
            WriteLine(_channel, "data");
            AssertLast("354");
            WriteLine(_channel, "c\r\n.");
            Assert.Equal(mail_parameters.Length == 0 ? "250 OK\r\n" : "250 SMTPUTF8 message okish\r\n", Last(_channel));
        }
    }

    [Fact]
    public void Utf8_data()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL From: naïve@examplé BODY=8BITMIME SMTPUTF8");
        AssertLast("250");
        WriteLine(_channel, "RCPT To:späm@examplé");
        AssertLast("250");
        WriteLine(_channel, "DATA");
        AssertLast("354");
        WriteLine(_channel, "utf8 enriched text: żźć");
        WriteLine(_channel, ".");
        Assert.Equal("utf8 enriched text: żźć"u8.ToArray(), _channel.received_data);
    }

    [Fact]
    public void MAIL_command_limit_extended_with_SIZE_and_SMTPUTF8()
    {
        WriteLine(_channel, "ehlo example");
        int fill_len = 512 + 26 + 10 - "mail from:<@example>".Length;
        WriteLine(_channel, "MAIL from:<" + new string('a', fill_len + 1) + "@example>");
        Assert.Equal("500 Error: line too long\r\n", Last(_channel));
        WriteLine(_channel, "MAIL from:<" + new string('a', fill_len) + "@example>");
        Assert.Equal("250 OK\r\n", Last(_channel));
    }

    [Fact]
    public void Multiple_emails_with_extended_command_length()
    {
        WriteLine(_channel, "ehlo example");
        int fill_len = 512 + 26 + 10 - "mail from:<@example>".Length;
        foreach (char c in "abc")
        {
            WriteLine(_channel, "MAIL from:<" + new string(c, fill_len) + "a@example>");
            AssertLast("500");
            WriteLine(_channel, "MAIL from:<" + new string(c, fill_len) + "@example>");
            AssertLast("250");
            WriteLine(_channel, "rcpt to:<hans@example.com>");
            AssertLast("250");
            WriteLine(_channel, "data");
            AssertLast("354");
            WriteLine(_channel, "test\r\n.");
            AssertLast("250");
        }
    }

    private void AssertLast(string code) => Assert.StartsWith(code, Last(_channel), StringComparison.Ordinal);
}
