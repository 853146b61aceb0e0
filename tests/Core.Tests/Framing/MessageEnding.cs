using System.Text;

namespace AsyncoreNet.Tests;

/// <summary>How a message ends: with a terminator, after a count of bytes, or, with neither, not at all.</summary>
internal sealed record MessageEnding(string Terminator = "", long Count = 0)
{
    public void SetOn(MessageParser parser)
    {
        if (Terminator.Length > 0)
        {
            parser.SetTerminator(Encoding.Latin1.GetBytes(Terminator));
        }
        else if (Count > 0)
        {
            parser.SetCount(Count);
        }
        else
        {
            parser.SetNone();
        }
    }

    public override string ToString() => Terminator.Length > 0 ? $"'{Terminator}'" : Count > 0 ? $"{Count} bytes" : "none";
}
