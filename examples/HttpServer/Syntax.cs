using System.Buffers;

namespace HttpServer;

/// <summary>The grammar of HTTP/1.1 (RFC 9110 and 9112), as far as a server needs it. Nothing here allocates.</summary>
/// <remarks>
/// It is strict where two programs that read the same bytes could see different requests: a line ends with CR LF and with nothing
/// else, a field name is a token with its colon right behind it, and no line goes on with a space.
/// </remarks>
internal static class Syntax
{
    private const long Huge = 1L << 32; // more than any limit

    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly SearchValues<byte> HostBytes = SearchValues.Create(
        "!$%&'()*+,-.:;=[]_~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>No line has one: all controls but the tab.</summary>
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(code => code != '\t').Select(code => (byte)code), 127]);

    /// <summary>
    /// Takes the first line of a text; the last one has no end of its own. False if the line has a control in it, or another end.
    /// </summary>
    public static bool TryTakeLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        int end = text.IndexOfAny(Controls);
        line = end < 0 ? text : text[..end];
        bool isLast = end < 0;
        bool isEnded = !isLast && text[end..].StartsWith("\r\n"u8);
        text = text[(isEnded ? end + 2 : text.Length)..];
        return isLast || isEnded;
    }

    /// <summary>Cuts a field line into its name and its value, without the space around that.</summary>
    public static bool TryCutField(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        int colon = line.IndexOfAnyExcept(TokenBytes);
        bool isField = colon > 0 && line[colon] == ':';
        name = isField ? line[..colon] : default;
        value = isField ? line[(colon + 1)..].Trim(" \t"u8) : default;
        return isField;
    }

    /// <summary>Takes what comes before the first space, and the space.</summary>
    public static ReadOnlySpan<byte> TakeWord(ref ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = space < 0 ? line : line[..space];
        line = space < 0 ? default : line[(space + 1)..];
        return word;
    }

    /// <summary>Takes the first element of a list with commas.</summary>
    public static ReadOnlySpan<byte> TakeElement(ref ReadOnlySpan<byte> list)
    {
        int comma = list.IndexOf((byte)',');
        ReadOnlySpan<byte> element = comma < 0 ? list : list[..comma];
        list = comma < 0 ? default : list[(comma + 1)..];
        return element.Trim(" \t"u8);
    }

    /// <summary>Whether this is a method's name, known or not.</summary>
    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    /// <summary>Whether this could be a host with or without a port; it may be empty.</summary>
    public static bool IsHost(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(HostBytes);

    /// <summary>
    /// The path of a request target in its origin form (<c>/path?query</c>), its absolute form (<c>http://host/path</c>) or its
    /// asterisk form. Empty if it is none of these.
    /// </summary>
    public static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> target)
    {
        if (target.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            return default;
        }

        if (target is not [(byte)'/', ..] and not [(byte)'*'])
        {
            int scheme = StartsWith(target, "http://"u8) ? 7 : StartsWith(target, "https://"u8) ? 8 : 0;
            ReadOnlySpan<byte> rest = target[scheme..];
            int end = rest.IndexOfAny((byte)'/', (byte)'?');
            ReadOnlySpan<byte> host = end < 0 ? rest : rest[..end];
            if (scheme == 0 || host.IsEmpty || !IsHost(host))
            {
                return default;
            }

            target = end < 0 || rest[end] == '?' ? "/"u8 : rest[end..];
        }

        int query = target.IndexOf((byte)'?');
        return query < 0 ? target : target[..query];
    }

    /// <summary>A number: digits and nothing else. -1 for anything else, and for one beyond all bounds.</summary>
    public static long ParseLength(ReadOnlySpan<byte> text)
    {
        long value = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9' || value > (long.MaxValue - 9) / 10)
            {
                return -1;
            }

            value = (value * 10) + digit - '0';
        }

        return text.IsEmpty ? -1 : value;
    }

    /// <summary>The size in the line that begins a chunk, whatever extensions come behind it; -1 if there is none.</summary>
    public static long ParseChunkSize(ReadOnlySpan<byte> line)
    {
        long value = 0;
        int digits = 0;
        for (; digits < line.Length && char.IsAsciiHexDigit((char)line[digits]); digits++)
        {
            int digit = line[digits] <= '9' ? line[digits] - '0' : (line[digits] | 0x20) - 'a' + 10;
            value = Math.Min((value * 16) + digit, Huge);
        }

        ReadOnlySpan<byte> extensions = line[digits..].TrimStart(" \t"u8);
        bool isChunk = digits > 0 && extensions is [] or [(byte)';', ..] && !extensions.ContainsAny(Controls);
        return isChunk ? value : -1;
    }

    /// <summary>Whether two names are the same; the second is in small letters.</summary>
    public static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) =>
        System.Text.Ascii.EqualsIgnoreCase(name, expected);

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> beginning) =>
        text.Length >= beginning.Length && Is(text[..beginning.Length], beginning);
}
