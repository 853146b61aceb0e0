namespace Redis.Data;

/// <summary>What a key stands for.</summary>
internal abstract class Value
{
    /// <summary>No deadline.</summary>
    public const long Never = 0;

    /// <summary>What TYPE calls it.</summary>
    public abstract ReadOnlySpan<byte> TypeName { get; }

    /// <summary>Whether nothing is left in it, so that its key goes.</summary>
    public virtual bool IsEmpty => false;

    /// <summary>
    /// When it expires, in milliseconds of Unix time, or <see cref="Never"/>. Set by the <see cref="Keyspace"/>.
    /// </summary>
    public long ExpiresAt { get; set; } = Never;

    /// <summary>The deadline with which it is in the queue of those that expire, or <see cref="Never"/>.</summary>
    public long QueuedFor { get; set; } = Never;

    /// <summary>Its key's place in the list of all keys.</summary>
    public int Place { get; set; }
}
