using System.Net;

namespace Smtp.Tests.CPython;

/// <summary>Mirrors <c>SMTPDChannelTest</c> of CPython's <c>test_smtpd</c>, but for <c>test_attribute_deprecations</c>.</summary>
public class SMTPDChannelTest : MockedTest
{
    private readonly IPEndPoint _host;
    private readonly DummyServer _server;
    private readonly SMTPChannel _channel;

    public SMTPDChannelTest()
        : this(HOST)
    {
    }

    protected SMTPDChannelTest(IPEndPoint host)
    {
        _host = host;
        _server = new DummyServer(host, Remote, Map, decode_data: true);
        _channel = Accept(_server, decode_data: true);
    }

    [Fact]
    public void Broken_connect()
    {
        Assert.Throws<DummyDispatcherBroken>(() => new BrokenDummyServer(_host, Remote, Map));
        Assert.DoesNotContain(Map.Values, channel => channel is BrokenDummyServer);
    }

    [Fact]
    public void Decode_data_and_enable_SMTPUTF8_raises()
    {
        Assert.Throws<ArgumentException>(
            () => new SMTPChannel(_server, _channel.conn, _channel.addr!, map: Map, enable_SMTPUTF8: true, decode_data: true));
    }

    [Fact]
    public void Server_accept()
    {
        _server.handle_accept();
        Assert.Equal(3, Map.Count); // the server, and a channel more than before
    }

    [Fact]
    public void Missing_data()
    {
        WriteLine(_channel, "");
        Assert.Equal("500 Error: bad syntax\r\n", Last(_channel));
    }

    [Fact]
    public void EHLO()
    {
        WriteLine(_channel, "EHLO example");
        Assert.Equal("250 HELP\r\n", Last(_channel));
    }

    [Fact]
    public void EHLO_bad_syntax()
    {
        WriteLine(_channel, "EHLO");
        Assert.Equal("501 Syntax: EHLO hostname\r\n", Last(_channel));
    }

    [Fact]
    public void EHLO_duplicate()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "EHLO example");
        Assert.Equal("503 Duplicate HELO/EHLO\r\n", Last(_channel));
    }

    [Fact]
    public void EHLO_HELO_duplicate()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "HELO example");
        Assert.Equal("503 Duplicate HELO/EHLO\r\n", Last(_channel));
    }

    [Fact]
    public void HELO()
    {
        WriteLine(_channel, "HELO example");
        Assert.Equal($"250 {HostName.Full}\r\n", Last(_channel));
    }

    [Fact]
    public void HELO_EHLO_duplicate()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "EHLO example");
        Assert.Equal("503 Duplicate HELO/EHLO\r\n", Last(_channel));
    }

    [Fact]
    public void HELP()
    {
        WriteLine(_channel, "HELP");
        Assert.Equal("250 Supported commands: EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY\r\n", Last(_channel));
    }

    [Fact]
    public void HELP_command()
    {
        WriteLine(_channel, "HELP MAIL");
        Assert.Equal("250 Syntax: MAIL FROM: <address>\r\n", Last(_channel));
    }

    [Fact]
    public void HELP_command_unknown()
    {
        WriteLine(_channel, "HELP SPAM");
        Assert.Equal("501 Supported commands: EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY\r\n", Last(_channel));
    }

    [Fact]
    public void HELO_bad_syntax()
    {
        WriteLine(_channel, "HELO");
        Assert.Equal("501 Syntax: HELO hostname\r\n", Last(_channel));
    }

    [Fact]
    public void HELO_duplicate()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "HELO example");
        Assert.Equal("503 Duplicate HELO/EHLO\r\n", Last(_channel));
    }

    [Fact]
    public void HELO_parameter_rejected_when_extensions_not_enabled()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL from:<foo@example.com> SIZE=1234");
        Assert.Equal("501 Syntax: MAIL FROM: <address>\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_allows_space_after_colon()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL from:   <foo@example.com>");
        Assert.Equal("250 OK\r\n", Last(_channel));
    }

    [Fact]
    public void Extended_MAIL_allows_space_after_colon()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL from:   <foo@example.com> size=20");
        Assert.Equal("250 OK\r\n", Last(_channel));
    }

    [Fact]
    public void NOOP()
    {
        WriteLine(_channel, "NOOP");
        Assert.Equal("250 OK\r\n", Last(_channel));
    }

    [Fact]
    public void HELO_NOOP()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "NOOP");
        Assert.Equal("250 OK\r\n", Last(_channel));
    }

    [Fact]
    public void NOOP_bad_syntax()
    {
        WriteLine(_channel, "NOOP hi");
        Assert.Equal("501 Syntax: NOOP\r\n", Last(_channel));
    }

    [Fact]
    public void QUIT()
    {
        WriteLine(_channel, "QUIT");
        Assert.Equal("221 Bye\r\n", Last(_channel));
    }

    [Fact]
    public void HELO_QUIT()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "QUIT");
        Assert.Equal("221 Bye\r\n", Last(_channel));
    }

    [Fact]
    public void QUIT_arg_ignored()
    {
        WriteLine(_channel, "QUIT bye bye");
        Assert.Equal("221 Bye\r\n", Last(_channel));
    }

    [Fact]
    public void Bad_state()
    {
        _channel.smtp_state = -1;
        WriteLine(_channel, "HELO example");
        Assert.Equal("451 Internal confusion\r\n", Last(_channel));
    }

    [Fact]
    public void Command_too_long()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL from: " + new string('a', _channel.command_size_limit) + "@example");
        Assert.Equal("500 Error: line too long\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_command_limit_extended_with_SIZE()
    {
        WriteLine(_channel, "EHLO example");
        int fill_len = _channel.command_size_limit - "MAIL from:<@example>".Length;
        WriteLine(_channel, "MAIL from:<" + new string('a', fill_len) + "@example> SIZE=1234");
        Assert.Equal("250 OK\r\n", Last(_channel));
        WriteLine(_channel, "MAIL from:<" + new string('a', fill_len + 26) + "@example> SIZE=1234");
        Assert.Equal("500 Error: line too long\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_command_rejects_SMTPUTF8_by_default()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL from: <naive@example.com> BODY=8BITMIME SMTPUTF8");
        Assert.StartsWith("5", Last(_channel), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_longer_than_default_data_size_limit()
    {
        _channel.data_size_limit = 1048;
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From:eggs@example");
        WriteLine(_channel, "RCPT To:spam@example");
        WriteLine(_channel, "DATA");
        WriteLine(_channel, new string('A', _channel.data_size_limit) + "A\r\n.");
        Assert.Equal("552 Error: Too much mail data\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_size_parameter()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL FROM:<eggs@example> SIZE=512");
        Assert.Equal("250 OK\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_invalid_size_parameter()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL FROM:<eggs@example> SIZE=invalid");
        Assert.Equal("501 Syntax: MAIL FROM: <address> [SP <mail-parameters>]\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_RCPT_unknown_parameters()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL FROM:<eggs@example> ham=green");
        Assert.Equal("555 MAIL FROM parameters not recognized or not implemented\r\n", Last(_channel));
        WriteLine(_channel, "MAIL FROM:<eggs@example>");
        WriteLine(_channel, "RCPT TO:<eggs@example> ham=green");
        Assert.Equal("555 RCPT TO parameters not recognized or not implemented\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_size_parameter_larger_than_default_data_size_limit()
    {
        _channel.data_size_limit = 1048;
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL FROM:<eggs@example> SIZE=2096");
        Assert.Equal("552 Error: message size exceeds fixed maximum message size\r\n", Last(_channel));
    }

    [Fact]
    public void Need_MAIL()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "RCPT to:spam@example");
        Assert.Equal("503 Error: need MAIL command\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_syntax_HELO()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL from eggs@example");
        Assert.Equal("501 Syntax: MAIL FROM: <address>\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_syntax_EHLO()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL from eggs@example");
        Assert.Equal("501 Syntax: MAIL FROM: <address> [SP <mail-parameters>]\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_missing_address()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL from:");
        Assert.Equal("501 Syntax: MAIL FROM: <address>\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_chevrons()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL from:<eggs@example>");
        Assert.Equal("250 OK\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_empty_chevrons()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL from:<>");
        Assert.Equal("250 OK\r\n", Last(_channel));
    }

    [Fact]
    public void MAIL_quoted_localpart()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL from: <\"Fred Blogs\"@example.com>");
        Assert.Equal("250 OK\r\n", Last(_channel));
        Assert.Equal("\"Fred Blogs\"@example.com", _channel.mailfrom);
    }

    [Fact]
    public void MAIL_quoted_localpart_no_angles()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL from: \"Fred Blogs\"@example.com");
        Assert.Equal("250 OK\r\n", Last(_channel));
        Assert.Equal("\"Fred Blogs\"@example.com", _channel.mailfrom);
    }

    [Fact]
    public void MAIL_quoted_localpart_with_size()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL from: <\"Fred Blogs\"@example.com> SIZE=1000");
        Assert.Equal("250 OK\r\n", Last(_channel));
        Assert.Equal("\"Fred Blogs\"@example.com", _channel.mailfrom);
    }

    [Fact]
    public void MAIL_quoted_localpart_with_size_no_angles()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL from: \"Fred Blogs\"@example.com SIZE=1000");
        Assert.Equal("250 OK\r\n", Last(_channel));
        Assert.Equal("\"Fred Blogs\"@example.com", _channel.mailfrom);
    }

    [Fact]
    public void Nested_MAIL()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL from:eggs@example");
        WriteLine(_channel, "MAIL from:spam@example");
        Assert.Equal("503 Error: nested MAIL command\r\n", Last(_channel));
    }

    [Fact]
    public void VRFY()
    {
        WriteLine(_channel, "VRFY eggs@example");
        Assert.Equal("252 Cannot VRFY user, but will accept message and attempt delivery\r\n", Last(_channel));
    }

    [Fact]
    public void VRFY_syntax()
    {
        WriteLine(_channel, "VRFY");
        Assert.Equal("501 Syntax: VRFY <address>\r\n", Last(_channel));
    }

    [Fact]
    public void EXPN_not_implemented()
    {
        WriteLine(_channel, "EXPN");
        Assert.Equal("502 EXPN not implemented\r\n", Last(_channel));
    }

    [Fact]
    public void No_HELO_MAIL()
    {
        WriteLine(_channel, "MAIL from:<foo@example.com>");
        Assert.Equal("503 Error: send HELO first\r\n", Last(_channel));
    }

    [Fact]
    public void Need_RCPT()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From:eggs@example");
        WriteLine(_channel, "DATA");
        Assert.Equal("503 Error: need RCPT command\r\n", Last(_channel));
    }

    [Fact]
    public void RCPT_syntax_HELO()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From: eggs@example");
        WriteLine(_channel, "RCPT to eggs@example");
        Assert.Equal("501 Syntax: RCPT TO: <address>\r\n", Last(_channel));
    }

    [Fact]
    public void RCPT_syntax_EHLO()
    {
        WriteLine(_channel, "EHLO example");
        WriteLine(_channel, "MAIL From: eggs@example");
        WriteLine(_channel, "RCPT to eggs@example");
        Assert.Equal("501 Syntax: RCPT TO: <address> [SP <mail-parameters>]\r\n", Last(_channel));
    }

    [Fact]
    public void RCPT_lowercase_to_OK()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From: eggs@example");
        WriteLine(_channel, "RCPT to: <eggs@example>");
        Assert.Equal("250 OK\r\n", Last(_channel));
    }

    [Fact]
    public void No_HELO_RCPT()
    {
        WriteLine(_channel, "RCPT to eggs@example");
        Assert.Equal("503 Error: send HELO first\r\n", Last(_channel));
    }

    [Fact]
    public void Data_dialog()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From:eggs@example");
        Assert.Equal("250 OK\r\n", Last(_channel));
        WriteLine(_channel, "RCPT To:spam@example");
        Assert.Equal("250 OK\r\n", Last(_channel));
        WriteLine(_channel, "DATA");
        Assert.Equal("354 End data with <CR><LF>.<CR><LF>\r\n", Last(_channel));
        WriteLine(_channel, "data\r\nmore\r\n.");
        Assert.Equal("250 OK\r\n", Last(_channel));
        AssertMessage("eggs@example", ["spam@example"], "data\nmore");
    }

    [Fact]
    public void DATA_syntax()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From:eggs@example");
        WriteLine(_channel, "RCPT To:spam@example");
        WriteLine(_channel, "DATA spam");
        Assert.Equal("501 Syntax: DATA\r\n", Last(_channel));
    }

    [Fact]
    public void No_HELO_DATA()
    {
        WriteLine(_channel, "DATA spam");
        Assert.Equal("503 Error: send HELO first\r\n", Last(_channel));
    }

    [Fact]
    public void Data_transparency_section_4_5_2()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From:eggs@example");
        WriteLine(_channel, "RCPT To:spam@example");
        WriteLine(_channel, "DATA");
        WriteLine(_channel, "..\r\n.\r\n");
        Assert.Equal("."u8.ToArray(), _channel.received_data);
    }

    [Fact]
    public void Multiple_RCPT()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From:eggs@example");
        WriteLine(_channel, "RCPT To:spam@example");
        WriteLine(_channel, "RCPT To:ham@example");
        WriteLine(_channel, "DATA");
        WriteLine(_channel, "data\r\n.");
        AssertMessage("eggs@example", ["spam@example", "ham@example"], "data");
    }

    [Fact]
    public void Manual_status()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From:eggs@example");
        WriteLine(_channel, "RCPT To:spam@example");
        WriteLine(_channel, "DATA");
        WriteLine(_channel, "return status\r\n.");
        Assert.Equal("250 Okish\r\n", Last(_channel));
    }

    [Fact]
    public void RSET()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "MAIL From:eggs@example");
        WriteLine(_channel, "RCPT To:spam@example");
        WriteLine(_channel, "RSET");
        Assert.Equal("250 OK\r\n", Last(_channel));
        WriteLine(_channel, "MAIL From:foo@example");
        WriteLine(_channel, "RCPT To:eggs@example");
        WriteLine(_channel, "DATA");
        WriteLine(_channel, "data\r\n.");
        AssertMessage("foo@example", ["eggs@example"], "data");
    }

    [Fact]
    public void HELO_RSET()
    {
        WriteLine(_channel, "HELO example");
        WriteLine(_channel, "RSET");
        Assert.Equal("250 OK\r\n", Last(_channel));
    }

    [Fact]
    public void RSET_syntax()
    {
        WriteLine(_channel, "RSET hi");
        Assert.Equal("501 Syntax: RSET\r\n", Last(_channel));
    }

    [Fact]
    public void Unknown_command()
    {
        WriteLine(_channel, "UNKNOWN_CMD");
        Assert.Equal("500 Error: command \"UNKNOWN_CMD\" not recognized\r\n", Last(_channel));
    }

    private void AssertMessage(string mailFrom, string[] rcptTos, string data)
    {
        (EndPoint peer, string from, IReadOnlyList<string> to, string text) = Assert.Single(_server.Texts);
        Assert.Equal(MockSocket.Peer, peer);
        Assert.Equal(mailFrom, from);
        Assert.Equal(rcptTos, to);
        Assert.Equal(data, text);
    }
}
