namespace Smtp.Await;

/// <content>The commands, each with its reply: those of <c>smtpd</c>.</content>
internal sealed partial class Session
{
    private const string Ok = "250 OK";
    private const string Bye = "221 Bye";
    private const string GoAhead = "354 End data with <CR><LF>.<CR><LF>";
    private const string LineTooLong = "500 Error: line too long";
    private const string HeloFirst = "503 Error: send HELO first";

    private bool _isGreeted;
    private bool _isExtended; // by EHLO
    private int _maxLine; // bytes of the longest line: a MAIL, to which EHLO adds parameters

    private string ReplyTo(ReadOnlySpan<byte> line)
    {
        if (!Command.TryParse(line, out Command command))
        {
            return "500 Error: bad syntax";
        }

        (string name, string? argument) = command;
        bool hasArgument = !string.IsNullOrEmpty(argument);
        return name switch
        {
            not "MAIL" when line.Length > _server.MaxCommand => LineTooLong,
            "HELO" or "EHLO" => !hasArgument ? SyntaxError(name) : Greet(name),
            "NOOP" => hasArgument ? SyntaxError(name) : Ok,
            "QUIT" => Bye,
            "HELP" => Command.Help(argument, _isExtended),
            "VRFY" => !hasArgument ? SyntaxError(name) : Verify(argument!),
            "MAIL" => Mail(argument),
            "RCPT" => Rcpt(argument),
            "RSET" => hasArgument ? SyntaxError(name) : Reset(),
            "DATA" => !_isGreeted ? HeloFirst
                : _message.To.Count == 0 ? "503 Error: need RCPT command"
                : hasArgument ? SyntaxError(name)
                : GoAhead,
            "EXPN" => "502 EXPN not implemented",
            _ => $"500 Error: command \"{name}\" not recognized",
        };
    }

    private string Greet(string name)
    {
        if (_isGreeted)
        {
            return "503 Duplicate HELO/EHLO";
        }

        (_isGreeted, _isExtended, _message) = (true, name == "EHLO", NewMessage());
        if (!_isExtended)
        {
            return $"250 {HostName.Full}";
        }

        _maxLine += 26 + (_server.TakesUtf8 ? 10 : 0);
        return $"250-{HostName.Full}\r\n250-SIZE {_server.MaxMessage}\r\n250-8BITMIME\r\n"
            + $"{(_server.TakesUtf8 ? "250-SMTPUTF8\r\n" : "")}250 HELP";
    }

    private static string Verify(string argument) =>
        AddressParser.TryParse(argument, out string address, out _) && address.Length > 0
        ? "252 Cannot VRFY user, but will accept message and attempt delivery"
        : $"502 Could not VRFY {argument}";

    private string Mail(string? argument)
    {
        if (!_isGreeted)
        {
            return HeloFirst;
        }

        if (!Parameters.TryParse("FROM:", argument, _isExtended, out string address, out string rest))
        {
            return SyntaxError("MAIL");
        }

        if (_message.From.Length > 0)
        {
            return "503 Error: nested MAIL command";
        }

        _message.MailOptions = PythonText.Split(rest.ToUpperInvariant());
        if (Parameters.Read(_message.MailOptions) is not { } parameters)
        {
            return SyntaxError("MAIL");
        }

        if (parameters.Remove("BODY", out object? body) && body is not ("7BIT" or "8BITMIME"))
        {
            return "501 Error: BODY can only be one of 7BIT, 8BITMIME";
        }

        if (_server.TakesUtf8 && parameters.Remove("SMTPUTF8", out object? utf8))
        {
            if (utf8 is not true)
            {
                return "501 Error: SMTPUTF8 takes no arguments";
            }

            _message.IsUtf8 = true;
        }

        if (parameters.Remove("SIZE", out object? size))
        {
            if (!Parameters.TryParseSize(size, out long bytes))
            {
                return SyntaxError("MAIL");
            }

            if (bytes > _server.MaxMessage)
            {
                return "552 Error: message size exceeds fixed maximum message size";
            }
        }

        if (parameters.Count > 0)
        {
            return "555 MAIL FROM parameters not recognized or not implemented";
        }

        _message.From = address;
        return Ok;
    }

    private string Rcpt(string? argument)
    {
        if (!_isGreeted)
        {
            return HeloFirst;
        }

        if (_message.From.Length == 0)
        {
            return "503 Error: need MAIL command";
        }

        if (!Parameters.TryParse("TO:", argument, _isExtended, out string address, out string rest))
        {
            return SyntaxError("RCPT");
        }

        _message.RcptOptions = PythonText.Split(rest.ToUpperInvariant());
        if (Parameters.Read(_message.RcptOptions) is not { } parameters)
        {
            return SyntaxError("RCPT");
        }

        if (parameters.Count > 0)
        {
            return "555 RCPT TO parameters not recognized or not implemented";
        }

        if (_message.To.Count >= _server.MaxRecipients)
        {
            return "452 Error: too many recipients"; // RFC 5321, 4.5.3.1.10; smtpd takes any number
        }

        _message.To.Add(address);
        return Ok;
    }

    private string Reset()
    {
        _message = NewMessage();
        return Ok;
    }

    private string SyntaxError(string name) => $"501 {Command.Syntax(name, _isExtended)}";
}
