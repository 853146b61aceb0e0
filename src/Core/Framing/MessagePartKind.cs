namespace AsyncoreNet;

/// <summary>What a <see cref="MessagePart"/> is.</summary>
public enum MessagePartKind
{
    /// <summary>The input is used up.</summary>
    Nothing,

    /// <summary>Bytes of a message, never none.</summary>
    Data,

    /// <summary>The message is complete: its terminator was found, or its count reached.</summary>
    End,
}
