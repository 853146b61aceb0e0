using AsyncoreNet.Compat.Tests;

namespace Smtp.Tests.CPython;

/// <summary>Mirrors <c>DebuggingServerTest</c> of CPython's <c>test_smtpd</c>.</summary>
[Collection(ProcessWide.Name)]
public sealed class DebuggingServerTest : MockedTest
{
    private static readonly byte[] Message = [.. "From: test\n\nh\xe9llo"u8, 0xff, (byte)'\n'];

    [Fact]
    public void Process_message_with_decode_data_true()
    {
        var server = new DebuggingServer(HOST, Remote, map: Map, decode_data: true);
        SMTPChannel channel = Accept(server, decode_data: true);

        Assert.Equal(
            """
            ---------- MESSAGE FOLLOWS ----------
            From: test
            X-Peer: peer-address

            hello
            ------------ END MESSAGE ------------

            """,
            SendData(channel, "From: test\n\nhello\n"u8.ToArray()));
    }

    [Fact]
    public void Process_message_with_decode_data_false()
    {
        var server = new DebuggingServer(HOST, Remote, map: Map);
        SMTPChannel channel = Accept(server);

        Assert.Equal(
            """
            ---------- MESSAGE FOLLOWS ----------
            b'From: test'
            b'X-Peer: peer-address'
            b''
            b'h\xc3\xa9llo\xff'
            ------------ END MESSAGE ------------

            """,
            SendData(channel, Message));
    }

    [Fact]
    public void Process_message_with_enable_SMTPUTF8_true()
    {
        var server = new DebuggingServer(HOST, Remote, map: Map, enable_SMTPUTF8: true);
        SMTPChannel channel = Accept(server, enable_SMTPUTF8: true);

        Assert.Equal(
            """
            ---------- MESSAGE FOLLOWS ----------
            b'From: test'
            b'X-Peer: peer-address'
            b''
            b'h\xc3\xa9llo\xff'
            ------------ END MESSAGE ------------

            """,
            SendData(channel, Message));
    }

    [Fact]
    public void Process_SMTPUTF8_message_with_enable_SMTPUTF8_true()
    {
        var server = new DebuggingServer(HOST, Remote, map: Map, enable_SMTPUTF8: true);
        SMTPChannel channel = Accept(server, enable_SMTPUTF8: true);

        Assert.Equal(
            """
            ---------- MESSAGE FOLLOWS ----------
            mail options: ['BODY=8BITMIME', 'SMTPUTF8']
            b'From: test'
            b'X-Peer: peer-address'
            b''
            b'h\xc3\xa9llo\xff'
            ------------ END MESSAGE ------------

            """,
            SendData(channel, Message, enable_SMTPUTF8: true));
    }

    /// <summary>Sends a message and returns what was printed.</summary>
    private static string SendData(SMTPChannel channel, byte[] data, bool enable_SMTPUTF8 = false)
    {
        TextWriter console = Console.Out;
        using var printed = new StringWriter();
        Console.SetOut(printed);
        try
        {
            WriteLine(channel, "EHLO example");
            WriteLine(channel, "MAIL From:eggs@example" + (enable_SMTPUTF8 ? " BODY=8BITMIME SMTPUTF8" : ""));
            WriteLine(channel, "RCPT To:spam@example");
            WriteLine(channel, "DATA");
            WriteLine(channel, data);
            WriteLine(channel, ".");
            return printed.ToString();
        }
        finally
        {
            Console.SetOut(console);
        }
    }
}
