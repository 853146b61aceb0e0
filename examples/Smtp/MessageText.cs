namespace Smtp;

/// <summary>A message on the wire and in a program: line ends, and dots at the start of a line (RFC 5321, 4.5.2).</summary>
internal static class MessageText
{
    /// <summary>
    /// From the wire: lines end with <c>\n</c>, and the dot that a sender puts before a dot is gone. All other bytes stay as
    /// they are, a lone <c>\r</c> or <c>\n</c> too. The end of the last line is not part of it. Source: smtpd's
    /// <c>found_terminator</c>.
    /// </summary>
    public static byte[] FromWire(ReadOnlySpan<byte> wire)
    {
        byte[] text = new byte[Unstuff(wire, default)]; // a message may be large: no byte more than it needs
        Unstuff(wire, text);
        return text;
    }

    /// <summary>
    /// To the wire, with the dot that ends it. Every <c>\n</c>, <c>\r\n</c> and lone <c>\r</c> becomes a line end: what one
    /// server takes for the end of a message must not be one for the next. Source: smtplib's <c>_fix_eols</c> and <c>data</c>.
    /// </summary>
    public static byte[] ToWire(ReadOnlySpan<byte> text)
    {
        var wire = new MemoryStream(text.Length + 64);
        while (!text.IsEmpty)
        {
            int end = text.IndexOfAny((byte)'\r', (byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            if (line.StartsWith((byte)'.'))
            {
                wire.WriteByte((byte)'.');
            }

            wire.Write(line);
            wire.Write("\r\n"u8);
            text = end < 0 ? default : text[(end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        wire.Write(wire.Length == 0 ? "\r\n.\r\n"u8 : ".\r\n"u8);
        return wire.ToArray();
    }

    /// <summary>Adds a line behind the last header. Source: smtpd's <c>PureProxy.process_message</c>.</summary>
    public static byte[] WithHeader(ReadOnlySpan<byte> text, ReadOnlySpan<byte> header)
    {
        int end = text.StartsWith((byte)'\n') ? 0 : text.IndexOf("\n\n"u8) + 1;
        return end > 0 || text.IsEmpty || text[0] == '\n' ? [.. text[..end], .. header, (byte)'\n', .. text[end..]]
            : text[^1] == '\n' ? [.. text, .. header, (byte)'\n']
            : [.. text, (byte)'\n', .. header];
    }

    /// <summary>Writes the text, or into no room only counts it.</summary>
    private static int Unstuff(ReadOnlySpan<byte> wire, Span<byte> text)
    {
        for (int length = 0; ;)
        {
            int end = wire.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = end < 0 ? wire : wire[..end];
            line = line.StartsWith((byte)'.') ? line[1..] : line;
            if (!text.IsEmpty)
            {
                line.CopyTo(text[length..]);
            }

            length += line.Length;
            if (end < 0)
            {
                return length;
            }

            if (!text.IsEmpty)
            {
                text[length] = (byte)'\n';
            }

            length++;
            wire = wire[(end + 2)..];
        }
    }
}
