namespace AsyncoreNet.Conformance;

/// <summary>Sees each send. Parallel to drawn.py.</summary>
internal sealed class SendingDrawnChat(ChannelSocket sock, Stage stage, DrawnCase drawn) : DrawnChat(sock, stage, drawn)
{
    private readonly Queue<int> _takes = new(drawn.Takes);

    public override void found_terminator()
    {
        write_down($"{producer_fifo.Count} waiting");
        base.found_terminator();
    }

    /// <summary>As it is; but a chat that overrides it is read through it.</summary>
    public override byte[] recv(int buffer_size) => base.recv(buffer_size);

    public override int send(ReadOnlySpan<byte> data)
    {
        int take = _takes.TryDequeue(out int next) ? Math.Min(next, data.Length) : data.Length;
        int sent = take > 0 || data.IsEmpty ? base.send(data[..take]) : 0;
        write_down($"send {Normal.quote(data)} took {sent}");
        return sent;
    }
}
