using System.Runtime.InteropServices;

namespace Redis.Data;

/// <summary>
/// Compares byte strings as what they hold, and looks them up by a span: whoever asks makes no array.
/// </summary>
/// <remarks>
/// Clients choose the keys, and could choose a million with one hash. Strings of .NET are hashed with a secret that each
/// process draws anew (Marvin), and so are these: two bytes are taken as a character.
/// </remarks>
internal sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly BytesComparer Instance = new();

    private BytesComparer()
    {
    }

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        int hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(alternate));
        return (alternate.Length & 1) == 0 ? hash : (hash * 31) + alternate[^1];
    }
}
