namespace AsyncoreNet.Conformance;

/// <summary>
/// Overrides send, and so sees each call; <see cref="takes"/> may limit what they take, one each. Parallel to chats.py.
/// </summary>
internal class SendingChat(Stage stage, string name, ChannelSocket? sock = null) : TracedChat(stage, name, sock)
{
    public Queue<int> takes { get; } = [];

    public override int send(ReadOnlySpan<byte> data)
    {
        int take = takes.TryDequeue(out int next) ? Math.Min(next, data.Length) : data.Length;
        int sent = take > 0 || data.IsEmpty ? base.send(data[..take]) : 0;
        on("send", $" {Normal.quote(data)} took {sent}");
        return sent;
    }
}
