using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>The module's own producer. Parallel to drawn.py.</summary>
internal sealed class SimpleDrawnProducer(DrawnChat chat, int number, byte[] data, int size)
    : asynchat.simple_producer(data, size)
{
    public override byte[] more()
    {
        byte[] piece = base.more();
        chat.write_down($"more of {number}: {Normal.quote(piece)}");
        return piece;
    }
}
