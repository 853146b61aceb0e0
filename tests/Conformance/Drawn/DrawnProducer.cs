using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>Gives pieces, and may throw before the first. Parallel to drawn.py.</summary>
internal sealed class DrawnProducer : asynchat.producer
{
    private readonly DrawnChat _chat;
    private readonly int _number;
    private readonly Queue<byte[]> _pieces;
    private bool _fails;

    public DrawnProducer(DrawnChat chat, int number, Act act)
    {
        (_chat, _number, _fails) = (chat, number, act.Do == "failing_producer");
        _pieces = act.Pieces is { } pieces
            ? new Queue<byte[]>(pieces.Select(DrawnChat.bytes))
            : new Queue<byte[]>(DrawnChat.bytes(act.Data!).Chunk(act.Size!.Value));
    }

    public byte[] more()
    {
        if (_fails)
        {
            _fails = false;
            _chat.write_down($"more of {_number} fails");
            throw new Boom("in more");
        }

        byte[] data = _pieces.TryDequeue(out byte[]? piece) ? piece : [];
        _chat.write_down($"more of {_number}: {Normal.quote(data)}");
        return data;
    }
}
