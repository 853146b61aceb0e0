using AsyncoreNet.Compat;

namespace ChatEcho.Compat;

/// <summary>A producer that tells when it is asked.</summary>
internal sealed class EchoProducer(byte[] data, int buffer_size) : asynchat.simple_producer(data, buffer_size)
{
    public override byte[] more()
    {
        byte[] piece = base.more();
        Transcript.Write("producer", $"more: {Transcript.Describe(piece)}");
        return piece;
    }
}
