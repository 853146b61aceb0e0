using System.Text;

namespace AsyncoreNet.Exploration;

/// <summary>A message that a server has kept.</summary>
internal sealed record KeptMail(string From, IReadOnlyList<string> To, byte[] Data)
{
    /// <summary>Whether it is this message, to the byte.</summary>
    public bool Is(string from, IReadOnlyList<string> to, string text) =>
        From == from && To.SequenceEqual(to) && Encoding.Latin1.GetString(Data) == text;
}
