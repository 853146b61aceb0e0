namespace Smtp;

/// <summary>A command of a client.</summary>
/// <param name="Name">In upper case.</param>
/// <param name="Argument">What follows a space, without white space around it; null where no space follows.</param>
internal readonly record struct Command(string Name, string? Argument)
{
    private const string All = "Supported commands: EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY";

    /// <summary>Reads a line. False if it is empty, or not UTF-8. Source: smtpd's <c>found_terminator</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Command command)
    {
        command = default;
        string? line = PythonText.Decode(bytes);
        if (string.IsNullOrEmpty(line))
        {
            return false;
        }

        int space = line.IndexOf(' ', StringComparison.Ordinal);
        command = space < 0
            ? new Command(line.ToUpperInvariant(), null)
            : new Command(line[..space].ToUpperInvariant(), PythonText.Strip(line[(space + 1)..]));
        return true;
    }

    /// <summary>How a command is written. MAIL and RCPT have parameters after EHLO.</summary>
    public static string? Syntax(string name, bool isExtended) => name switch
    {
        "EHLO" or "HELO" => $"Syntax: {name} hostname",
        "MAIL" => "Syntax: MAIL FROM: <address>" + (isExtended ? " [SP <mail-parameters>]" : ""),
        "RCPT" => "Syntax: RCPT TO: <address>" + (isExtended ? " [SP <mail-parameters>]" : ""),
        "DATA" or "RSET" or "NOOP" or "QUIT" => $"Syntax: {name}",
        "VRFY" => "Syntax: VRFY <address>",
        _ => null,
    };

    /// <summary>The reply to HELP.</summary>
    public static string Help(string? argument, bool isExtended) => string.IsNullOrEmpty(argument) ? $"250 {All}"
        : Syntax(argument.ToUpperInvariant(), isExtended) is { } syntax ? $"250 {syntax}"
        : $"501 {All}";
}
