using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>Gives the pieces, then nothing, and writes that into the trace. Parallel to chats.py.</summary>
internal class TracedProducer(Stage stage, string name, params byte[][] all) : asynchat.producer
{
    public Queue<byte[]> pieces { get; } = new(all);

    public Action? act { get; set; }

    public byte[] more()
    {
        byte[] data = pieces.TryDequeue(out byte[]? piece) ? piece : [];
        stage.trace($"{name} more {Normal.quote(data)}");
        act?.Invoke();
        return data;
    }
}
