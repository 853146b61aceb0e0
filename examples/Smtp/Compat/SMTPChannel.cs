using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace Smtp;

/// <summary>The dialogue with one client. Source: <c>smtpd.SMTPChannel</c>; the commands are in the other file.</summary>
internal partial class SMTPChannel : asynchat.async_chat
{
    public const int COMMAND = 0;
    public const int DATA = 1;

    private const int KeptBuffer = 64 * 1024; // a larger one, of a large message, is given back

    private ArrayBufferWriter<byte> _received = new(); // received_lines

    /// <exception cref="ArgumentException">
    /// Both <paramref name="enable_SMTPUTF8"/> and <paramref name="decode_data"/> are set. Python: <c>ValueError</c>.
    /// </exception>
    /// <exception cref="SocketException">The socket is broken.</exception>
    public SMTPChannel(
        SMTPServer server,
        ChannelSocket conn,
        EndPoint addr,
        int data_size_limit = Limits.MessageSize,
        ChannelMap? map = null,
        bool enable_SMTPUTF8 = false,
        bool decode_data = false)
        : base(Check(enable_SMTPUTF8, decode_data) ? conn : null, map)
    {
        smtp_server = server;
        this.conn = conn;
        this.addr = addr;
        (this.data_size_limit, this.enable_SMTPUTF8, _decode_data) = (data_size_limit, enable_SMTPUTF8, decode_data);
        command_size_limit = server.command_size_limit;
        peer = addr;
        _set_rset_state();

        SocketError error = conn.GetRemoteEndPoint(out EndPoint? name);
        if (error != SocketError.Success)
        {
            close(); // the client has left already
            if (error != SocketError.NotConnected)
            {
                throw new SocketException((int)error);
            }

            return;
        }

        peer = name ?? addr;
        push($"220 {fqdn} {SMTPServer.__version__}");
    }

    public SMTPServer smtp_server { get; }

    public ChannelSocket conn { get; }

    public EndPoint peer { get; }

    public string fqdn { get; } = HostName.Full;

    public bool enable_SMTPUTF8 { get; }

    public bool _decode_data { get; }

    /// <summary>Bytes of a message; 0 is no limit.</summary>
    public int data_size_limit { get; set; }

    /// <summary>Bytes of a command line.</summary>
    public int command_size_limit { get; }

    /// <summary>The same for the commands that EHLO has extended. In Python all channels share them.</summary>
    public Dictionary<string, int> command_size_limits { get; } = new(StringComparer.Ordinal);

    public int max_command_size_limit => Math.Max(command_size_limit, command_size_limits.Values.DefaultIfEmpty().Max());

    /// <summary><see cref="COMMAND"/> or <see cref="DATA"/>.</summary>
    public int smtp_state { get; set; }

    public string? mailfrom { get; private set; }

    public List<string> rcpttos { get; private set; } = [];

    public IReadOnlyList<string> mail_options { get; private set; } = [];

    public IReadOnlyList<string> rcpt_options { get; private set; } = [];

    public bool require_SMTPUTF8 { get; private set; }

    /// <summary>Bytes of the line, or message, that is arriving. Above the limit they are not kept, nor counted.</summary>
    public long num_bytes { get; private set; }

    /// <summary>What has arrived of the line, or message.</summary>
    public ReadOnlyMemory<byte> received_lines => _received.WrittenMemory;

    /// <summary>The last message.</summary>
    public byte[] received_data { get; private set; } = [];

    public string seen_greeting { get; private set; } = "";

    public bool extended_smtp { get; private set; }

    /// <summary>Sends a line. What ASCII lacks, from a command that is repeated in its reply, becomes a question mark.</summary>
    public override void push(string data) =>
        push((require_SMTPUTF8 ? Encoding.UTF8 : Encoding.ASCII).GetBytes(data + "\r\n"));

    public override void collect_incoming_data(ReadOnlySpan<byte> data)
    {
        int limit = smtp_state switch
        {
            COMMAND => max_command_size_limit,
            DATA => data_size_limit,
            _ => 0,
        };
        if (limit > 0 && num_bytes > limit)
        {
            return;
        }

        num_bytes += limit > 0 ? data.Length : 0;
        if (smtp_state == DATA && limit > 0 && num_bytes > limit)
        {
            DropReceived(); // the message is refused already; its end is all that is waited for
        }
        else
        {
            _received.Write(data);
        }
    }

    public override void found_terminator()
    {
        switch (smtp_state)
        {
            case COMMAND:
                found_command();
                break;
            case DATA:
                found_message();
                break;
            default:
                DropReceived();
                push("451 Internal confusion");
                num_bytes = 0;
                break;
        }
    }

    /// <summary>The client has said all it has to say; the replies to that are sent first. In smtpd they are dropped.</summary>
    public override void handle_close() => CloseWhenSent();

    internal static bool Check(bool enable_SMTPUTF8, bool decode_data) => !(enable_SMTPUTF8 && decode_data)
        ? true
        : throw new ArgumentException("decode_data and enable_SMTPUTF8 cannot be set to True at the same time");

    /// <summary>A message has arrived, in <see cref="received_data"/>: calls <see cref="answer"/>, here or later.</summary>
    protected virtual void message_received()
    {
        if (!_decode_data)
        {
            answer(smtp_server.process_message(peer, mailfrom!, rcpttos, received_data, mail_options, rcpt_options));
        }
        else if (PythonText.Decode(received_data) is { } text)
        {
            answer(smtp_server.process_message(peer, mailfrom!, rcpttos, text));
        }
        else
        {
            answer("554 Error: the message is not UTF-8");
        }
    }

    /// <summary>What has come of the message: the reply, or null for <c>250 OK</c>.</summary>
    protected void answer(string? status)
    {
        _set_post_data_state();
        push(string.IsNullOrEmpty(status) ? "250 OK" : status);
    }

    private void found_command()
    {
        bool isCommand = Command.TryParse(_received.WrittenSpan, out Command command);
        DropReceived();
        (long size, num_bytes) = (num_bytes, 0);
        if (size > max_command_size_limit)
        {
            push("500 Error: line too long"); // whatever it says: only a part is here, which may end within a character
            return;
        }

        if (!isCommand)
        {
            push("500 Error: bad syntax");
            return;
        }

        (string name, string? arg) = command;
        int limit = extended_smtp ? command_size_limits.GetValueOrDefault(name, command_size_limit) : command_size_limit;
        if (size > limit)
        {
            push("500 Error: line too long");
        }
        else if (find_command(name) is { } method)
        {
            method(arg);
        }
        else
        {
            push($"500 Error: command \"{name}\" not recognized");
        }
    }

    private void found_message()
    {
        if (data_size_limit > 0 && num_bytes > data_size_limit)
        {
            DropReceived();
            _set_post_data_state(); // smtpd stays in DATA, and takes the commands that follow for another message
            push("552 Error: Too much mail data");
            return;
        }

        received_data = MessageText.FromWire(_received.WrittenSpan);
        DropReceived();
        message_received();
    }

    /// <summary>The state after a message: <see cref="received_data"/> and the greeting stay.</summary>
    private void _set_post_data_state()
    {
        smtp_state = COMMAND;
        mailfrom = null;
        rcpttos = [];
        require_SMTPUTF8 = false;
        num_bytes = 0;
        set_terminator("\r\n"u8);
    }

    /// <summary>The state at the start: the greeting stays.</summary>
    private void _set_rset_state()
    {
        _set_post_data_state();
        received_data = [];
        DropReceived();
    }

    private void DropReceived()
    {
        if (_received.Capacity > KeptBuffer)
        {
            _received = new ArrayBufferWriter<byte>();
        }
        else
        {
            _received.ResetWrittenCount();
        }
    }
}
