using System.Globalization;
using System.Text;

namespace ChatEcho;

/// <summary>The one command of the protocol: <c>ECHO n</c> on a line, with a message of n bytes behind it.</summary>
internal static class EchoCommand
{
    /// <summary>The longest line, without its end.</summary>
    public const int MaxLength = 128;

    /// <summary>What is wrong with a line that is longer.</summary>
    public static string TooLong { get; } = $"a command has at most {MaxLength} bytes";

    private static ReadOnlySpan<byte> Name => "ECHO "u8;

    /// <summary>The line for a message of this length.</summary>
    public static byte[] For(int length) => Encoding.ASCII.GetBytes($"ECHO {length}\n");

    /// <summary>The answer to a bad command.</summary>
    public static byte[] Refusal(string complaint) => Encoding.ASCII.GetBytes($"ERROR {complaint}\n");

    /// <summary>Reads a line, without its end. Returns what is wrong with it, or null.</summary>
    /// <param name="line">The line; it may end with a carriage return.</param>
    /// <param name="maxMessage">The longest message that is echoed.</param>
    /// <param name="length">The bytes of the message that follows.</param>
    public static string? Parse(ReadOnlySpan<byte> line, int maxMessage, out int length)
    {
        length = 0;
        line = line.TrimEnd((byte)'\r');
        if (!line.StartsWith(Name))
        {
            return "the only command is ECHO n";
        }

        bool isNumber = int.TryParse(line[Name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out length);
        return isNumber && length <= maxMessage ? null : $"n is a number from 0 to {maxMessage}";
    }
}
