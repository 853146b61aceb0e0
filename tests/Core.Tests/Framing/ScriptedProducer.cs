namespace AsyncoreNet.Tests;

/// <summary>A producer that takes a step each time it is asked; none are left, it has no more.</summary>
internal sealed class ScriptedProducer(params IEnumerable<Func<ReadOnlyMemory<byte>>> steps) : IOutputProducer
{
    private readonly Queue<Func<ReadOnlyMemory<byte>>> _steps = new(steps);

    /// <summary>A producer of these chunks.</summary>
    public static ScriptedProducer Of(params IEnumerable<byte[]> chunks) =>
        new(chunks.Select<byte[], Func<ReadOnlyMemory<byte>>>(chunk => () => chunk));

    public ReadOnlyMemory<byte> More() => _steps.TryDequeue(out Func<ReadOnlyMemory<byte>>? step) ? step() : default;
}
