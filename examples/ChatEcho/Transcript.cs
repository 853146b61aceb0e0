using System.Text;

namespace ChatEcho;

/// <summary>The log, on standard output: who does what.</summary>
internal static class Transcript
{
    private const int PreviewLength = 20;

    public static void Write(string who, string what) => Console.WriteLine($"{who,-9}  {what}");

    /// <summary>How many bytes there are, and the first of them.</summary>
    public static string Describe(ReadOnlySpan<byte> data)
    {
        string count = data.Length == 1 ? "1 byte" : $"{data.Length} bytes";
        return data.Length > PreviewLength ? $"{count} '{Text(data[..PreviewLength])}'…"
            : data.Length > 0 ? $"{count} '{Text(data)}'"
            : count;
    }

    /// <summary>Bytes of a stranger as text that stays on its line, and does nothing to a terminal.</summary>
    public static string Text(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder(data.Length);
        foreach (byte b in data)
        {
            if (b is >= 0x20 and < 0x7f and not (byte)'\\')
            {
                text.Append((char)b);
            }
            else
            {
                text.Append($"\\x{b:x2}");
            }
        }

        return text.ToString();
    }
}
