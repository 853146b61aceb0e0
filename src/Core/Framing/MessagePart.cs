namespace AsyncoreNet;

/// <summary>What a <see cref="MessageParser"/> has found next.</summary>
/// <remarks>
/// The bytes are in two pieces: what earlier input held back because it looked like the beginning of a terminator, and what the
/// present input has. The first is nearly always empty.
/// </remarks>
public readonly ref struct MessagePart
{
    internal MessagePart(MessagePartKind kind, int consumed, ReadOnlySpan<byte> held, ReadOnlySpan<byte> data)
    {
        Kind = kind;
        Consumed = consumed;
        Held = held;
        Data = data;
    }

    /// <summary>Whether there are bytes of a message, its end, or nothing more in this input.</summary>
    public MessagePartKind Kind { get; }

    /// <summary>Bytes of the input to go on behind: those of this part, of a terminator, and those held back.</summary>
    public int Consumed { get; }

    /// <summary>The first bytes of the part, from earlier input. Valid until the parser's next call.</summary>
    public ReadOnlySpan<byte> Held { get; }

    /// <summary>The other bytes of the part, a slice of the input.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Bytes in the part.</summary>
    public int Length => Held.Length + Data.Length;

    /// <summary>The part in one array.</summary>
    public byte[] ToArray() => [.. Held, .. Data];
}
