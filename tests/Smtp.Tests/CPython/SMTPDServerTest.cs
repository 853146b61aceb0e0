namespace Smtp.Tests.CPython;

/// <summary>Mirrors <c>SMTPDServerTest</c> of CPython's <c>test_smtpd</c>.</summary>
public sealed class SMTPDServerTest : MockedTest
{
    [Fact]
    public void Process_message_unimplemented()
    {
        var server = new SMTPServer(HOST, Remote, map: Map, decode_data: true);
        SMTPChannel channel = Accept(server, decode_data: true);

        WriteLine(channel, "HELO example");
        WriteLine(channel, "MAIL From:eggs@example");
        WriteLine(channel, "RCPT To:spam@example");
        WriteLine(channel, "DATA");

        Assert.Throws<NotImplementedException>(() => WriteLine(channel, "spam\r\n.\r\n"));
    }

    [Fact]
    public void Decode_data_and_enable_SMTPUTF8_raises()
    {
        Assert.Throws<ArgumentException>(() => new SMTPServer(HOST, Remote, map: Map, enable_SMTPUTF8: true, decode_data: true));
        Assert.Empty(Map);
    }
}
