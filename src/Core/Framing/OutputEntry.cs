namespace AsyncoreNet;

/// <summary>One entry of an <see cref="OutputQueue"/>: a chunk, a producer, or the end.</summary>
public readonly struct OutputEntry
{
    private static readonly IOutputProducer EndOfOutput = new NoOutput();

    private OutputEntry(ReadOnlyMemory<byte> chunk, IOutputProducer? producer)
    {
        Chunk = chunk;
        Source = producer;
    }

    /// <summary>After this nothing is to be sent.</summary>
    public static OutputEntry End { get; } = new(default, EndOfOutput);

    /// <summary>The bytes of a chunk that are not sent yet.</summary>
    public ReadOnlyMemory<byte> Chunk { get; }

    /// <summary>The producer, or null for a chunk and the end.</summary>
    public IOutputProducer? Producer => IsEnd ? null : Source;

    /// <summary>Whether this is a chunk, perhaps an empty one.</summary>
    public bool IsChunk => Source is null;

    /// <summary>Whether this is the end.</summary>
    public bool IsEnd => ReferenceEquals(Source, EndOfOutput);

    private IOutputProducer? Source { get; }

    /// <summary>An entry of bytes, which are not copied.</summary>
    public static OutputEntry Of(ReadOnlyMemory<byte> chunk) => new(chunk, null);

    /// <summary>An entry that makes its bytes later.</summary>
    public static OutputEntry Of(IOutputProducer producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return new OutputEntry(default, producer);
    }

    private sealed class NoOutput : IOutputProducer
    {
        public ReadOnlyMemory<byte> More() => default;
    }
}
