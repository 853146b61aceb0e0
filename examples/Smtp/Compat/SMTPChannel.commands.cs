namespace Smtp;

/// <content>The commands, with the replies of <c>smtpd</c>. An argument is null where no space follows the command.</content>
internal partial class SMTPChannel
{
    /// <summary>
    /// The method of a command in upper case; null if there is none. Python: <c>getattr(self, 'smtp_' + command)</c>.
    /// </summary>
    protected virtual Action<string?>? find_command(string command) => command switch
    {
        "HELO" => smtp_HELO,
        "EHLO" => smtp_EHLO,
        "NOOP" => smtp_NOOP,
        "QUIT" => smtp_QUIT,
        "HELP" => smtp_HELP,
        "VRFY" => smtp_VRFY,
        "MAIL" => smtp_MAIL,
        "RCPT" => smtp_RCPT,
        "RSET" => smtp_RSET,
        "DATA" => smtp_DATA,
        "EXPN" => smtp_EXPN,
        _ => null,
    };

    public void smtp_HELO(string? arg)
    {
        if (string.IsNullOrEmpty(arg))
        {
            push("501 Syntax: HELO hostname");
        }
        else if (seen_greeting.Length > 0)
        {
            push("503 Duplicate HELO/EHLO");
        }
        else
        {
            _set_rset_state();
            seen_greeting = arg;
            push($"250 {fqdn}");
        }
    }

    public void smtp_EHLO(string? arg)
    {
        if (string.IsNullOrEmpty(arg))
        {
            push("501 Syntax: EHLO hostname");
            return;
        }

        if (seen_greeting.Length > 0)
        {
            push("503 Duplicate HELO/EHLO");
            return;
        }

        _set_rset_state();
        seen_greeting = arg;
        extended_smtp = true;
        push($"250-{fqdn}");
        if (data_size_limit > 0)
        {
            push($"250-SIZE {data_size_limit}");
            ExtendMail(26);
        }

        if (!_decode_data)
        {
            push("250-8BITMIME");
        }

        if (enable_SMTPUTF8)
        {
            push("250-SMTPUTF8");
            ExtendMail(10);
        }

        push("250 HELP");
    }

    public void smtp_NOOP(string? arg) => push(string.IsNullOrEmpty(arg) ? "250 OK" : "501 Syntax: NOOP");

    public void smtp_QUIT(string? arg)
    {
        push("221 Bye");
        close_when_done();
    }

    public void smtp_HELP(string? arg) => push(Command.Help(arg, extended_smtp));

    public void smtp_VRFY(string? arg)
    {
        if (string.IsNullOrEmpty(arg))
        {
            push("501 Syntax: VRFY <address>");
        }
        else if (AddressParser.TryParse(arg, out string address, out _) && address.Length > 0)
        {
            push("252 Cannot VRFY user, but will accept message and attempt delivery");
        }
        else
        {
            push($"502 Could not VRFY {arg}");
        }
    }

    public void smtp_MAIL(string? arg)
    {
        if (seen_greeting.Length == 0)
        {
            push("503 Error: send HELO first");
            return;
        }

        string syntaxerr = "501 " + Command.Syntax("MAIL", extended_smtp);
        if (!Parameters.TryParse("FROM:", arg, extended_smtp, out string address, out string rest))
        {
            push(syntaxerr);
            return;
        }

        if (mailfrom is not null)
        {
            push("503 Error: nested MAIL command");
            return;
        }

        mail_options = PythonText.Split(rest.ToUpperInvariant());
        if (Parameters.Read(mail_options) is not { } parameters)
        {
            push(syntaxerr);
            return;
        }

        if (!_decode_data && parameters.Remove("BODY", out object? body) && body is not ("7BIT" or "8BITMIME"))
        {
            push("501 Error: BODY can only be one of 7BIT, 8BITMIME");
            return;
        }

        if (enable_SMTPUTF8 && parameters.Remove("SMTPUTF8", out object? smtputf8))
        {
            if (smtputf8 is not true)
            {
                push("501 Error: SMTPUTF8 takes no arguments");
                return;
            }

            require_SMTPUTF8 = true;
        }

        if (parameters.Remove("SIZE", out object? size))
        {
            if (!Parameters.TryParseSize(size, out long bytes))
            {
                push(syntaxerr);
                return;
            }

            if (data_size_limit > 0 && bytes > data_size_limit)
            {
                push("552 Error: message size exceeds fixed maximum message size");
                return;
            }
        }

        if (parameters.Count > 0)
        {
            push("555 MAIL FROM parameters not recognized or not implemented");
            return;
        }

        mailfrom = address;
        push("250 OK");
    }

    public void smtp_RCPT(string? arg)
    {
        if (seen_greeting.Length == 0)
        {
            push("503 Error: send HELO first");
            return;
        }

        if (mailfrom is null)
        {
            push("503 Error: need MAIL command");
            return;
        }

        string syntaxerr = "501 " + Command.Syntax("RCPT", extended_smtp);
        if (!Parameters.TryParse("TO:", arg, extended_smtp, out string address, out string rest))
        {
            push(syntaxerr);
            return;
        }

        rcpt_options = PythonText.Split(rest.ToUpperInvariant());
        if (Parameters.Read(rcpt_options) is not { } parameters)
        {
            push(syntaxerr);
        }
        else if (parameters.Count > 0)
        {
            push("555 RCPT TO parameters not recognized or not implemented");
        }
        else if (rcpttos.Count >= smtp_server.max_recipients)
        {
            push("452 Error: too many recipients"); // RFC 5321, 4.5.3.1.10; smtpd takes any number
        }
        else
        {
            rcpttos.Add(address);
            push("250 OK");
        }
    }

    public void smtp_RSET(string? arg)
    {
        if (!string.IsNullOrEmpty(arg))
        {
            push("501 Syntax: RSET");
            return;
        }

        _set_rset_state();
        push("250 OK");
    }

    public void smtp_DATA(string? arg)
    {
        if (seen_greeting.Length == 0)
        {
            push("503 Error: send HELO first");
        }
        else if (rcpttos.Count == 0)
        {
            push("503 Error: need RCPT command");
        }
        else if (!string.IsNullOrEmpty(arg))
        {
            push("501 Syntax: DATA");
        }
        else
        {
            smtp_state = DATA;
            set_terminator("\r\n.\r\n"u8);
            push("354 End data with <CR><LF>.<CR><LF>");
        }
    }

    public void smtp_EXPN(string? arg) => push("502 EXPN not implemented");

    private void ExtendMail(int bytes) =>
        command_size_limits["MAIL"] = command_size_limits.GetValueOrDefault("MAIL", command_size_limit) + bytes;
}
