using System.Text;

namespace AsyncoreNet.Compat.Tests;

/// <summary>
/// A chat that writes down each call of a handler, then does what the test wants done there. What it logs it keeps. Text is
/// Latin-1.
/// </summary>
internal class ChatRecorder(ChannelSocket? sock, ChannelMap map, List<string>? trace = null) : asynchat.async_chat(sock, map)
{
    /// <summary>The calls, in order: <c>collect abc</c>, <c>found</c>.</summary>
    public List<string> Trace { get; } = trace ?? [];

    /// <summary>What was logged, as <c>TYPE: MESSAGE</c>.</summary>
    public List<string> Log { get; } = [];

    public Action<string>? OnCollect { get; set; }

    public Action? OnFound { get; set; }

    public Action? OnConnect { get; set; }

    /// <summary>Null for what a chat does by default: to close.</summary>
    public Action? OnClose { get; set; }

    /// <summary>Null for nothing: the chat stays open, and the test sees that the error came.</summary>
    public Action? OnError { get; set; }

    public override void collect_incoming_data(byte[] data)
    {
        string text = Encoding.Latin1.GetString(data);
        Trace.Add($"collect {text}");
        OnCollect?.Invoke(text);
    }

    public override void found_terminator()
    {
        Trace.Add("found");
        OnFound?.Invoke();
    }

    public override void handle_connect()
    {
        Trace.Add("connect");
        OnConnect?.Invoke();
    }

    public override void handle_close()
    {
        Trace.Add("close");
        (OnClose ?? base.handle_close)();
    }

    public override void handle_error()
    {
        Trace.Add($"error {asyncore.exc_info()?.GetType().Name}");
        OnError?.Invoke();
    }

    public override void log_info(string message, string type = "info") => Log.Add($"{type}: {message}");
}
