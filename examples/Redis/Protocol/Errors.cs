using System.Text;

namespace Redis.Protocol;

/// <summary>The errors that more than one command knows, in the words of the original.</summary>
internal static class Errors
{
    private const int MostQuoted = 128; // bytes of a request that an error repeats

    public static ReadOnlySpan<byte> WrongType => "WRONGTYPE Operation against a key holding the wrong kind of value"u8;

    public static ReadOnlySpan<byte> Syntax => "ERR syntax error"u8;

    public static ReadOnlySpan<byte> NotAnInteger => "ERR value is not an integer or out of range"u8;

    public static ReadOnlySpan<byte> NotAFloat => "ERR value is not a valid float"u8;

    public static ReadOnlySpan<byte> NotPositive => "ERR value is out of range, must be positive"u8;

    public static string WrongCount(string command) => $"ERR wrong number of arguments for '{command}' command";

    public static string ExpireTime(string command) => $"ERR invalid expire time in '{command}' command";

    public static string Subscribed(string command) =>
        $"ERR Can't execute '{command}': "
        + "only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";

    public static string UnknownSubcommand(ReadOnlySpan<byte> name, string command) =>
        $"ERR unknown subcommand '{Quote(name, MostQuoted)}'. Try {command} HELP.";

    public static string UnknownCommand(Arguments request)
    {
        var quoted = new StringBuilder();
        for (int i = 1; i < request.Count && quoted.Length < MostQuoted; i++)
        {
            string quote = Quote(request[i], MostQuoted - quoted.Length);
            quoted.Append('\'').Append(quote).Append("' ");
        }

        return $"ERR unknown command '{Quote(request[0], MostQuoted)}', with args beginning with: {quoted}";
    }

    /// <summary>So many bytes, and none behind a NUL.</summary>
    private static string Quote(ReadOnlySpan<byte> bytes, int most)
    {
        bytes = bytes[..Math.Min(bytes.Length, most)];
        int nul = bytes.IndexOf((byte)0);
        return Encoding.Latin1.GetString(nul >= 0 ? bytes[..nul] : bytes);
    }
}
