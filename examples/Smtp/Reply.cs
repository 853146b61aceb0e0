using System.Globalization;
using System.Text;

namespace Smtp;

/// <summary>What another server has said; code -1 where it has said nothing, or no number.</summary>
internal readonly record struct Reply(int Code, string Text)
{
    /// <summary>The most bytes of a reply, with all its lines.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Of a server that cannot be talked to.</summary>
    public static Reply Unreachable { get; } = new(-1, "ignore");

    /// <summary>In place of a reply of more than <see cref="MaxBytes"/>. Source: <c>smtplib</c>.</summary>
    public static Reply TooLong { get; } = new(500, "Line too long.");

    /// <summary>To a command that is two, with a line end in an address: it was not sent.</summary>
    public static Reply BadAddress { get; } = new(501, "the address has a line end in it");

    /// <summary>Whether trying again may help.</summary>
    public bool IsTransient => Code is not (>= 500 and < 600);

    /// <summary>Whether no line of the same reply follows: the others have a hyphen behind the code.</summary>
    public static bool IsLast(string line) => CodeOf(line) < 0 || line.Length <= 3 || line[3] != '-';

    /// <summary>The reply that is in these lines.</summary>
    public static Reply Parse(IReadOnlyList<string> lines) => new(
        CodeOf(lines[^1]), string.Join('\n', lines.Select(line => line.Length > 4 ? line[4..].Trim(' ', '\t', '\r', '\n') : "")));

    /// <summary>As Python prints it: what a server says is bytes.</summary>
    public override string ToString()
    {
        string text = this == Unreachable ? PythonText.Repr(Text) : PythonText.Repr(Encoding.Latin1.GetBytes(Text));
        return $"({Code}, {text})";
    }

    private static int CodeOf(string line)
    {
        ReadOnlySpan<char> digits = line.AsSpan(0, Math.Min(3, line.Length));
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : -1;
    }
}
