using System.Net;

namespace AsyncoreNet.Compat.Tests;

/// <summary>
/// A dispatcher that writes down each call of a handler, then does what the test wants done there. What it logs it keeps.
/// </summary>
internal sealed class Recorder(ChannelSocket? sock, ChannelMap map, string name = "", List<string>? trace = null)
    : asyncore.dispatcher(sock, map)
{
    /// <summary>The calls of all channels that share the list, in order: <c>a read</c>.</summary>
    public List<string> Trace { get; } = trace ?? [];

    /// <summary>What was logged, as <c>TYPE: MESSAGE</c>.</summary>
    public List<string> Log { get; } = [];

    public bool WantsRead { get; set; } = true;

    public bool WantsWrite { get; set; }

    public Action<Recorder>? OnRead { get; set; }

    public Action<Recorder>? OnWrite { get; set; }

    public Action<Recorder>? OnExpt { get; set; }

    public Action<Recorder>? OnConnect { get; set; }

    /// <summary>Null for what a dispatcher does by default: to log and close.</summary>
    public Action<Recorder>? OnClose { get; set; }

    /// <summary>Null for what a dispatcher does by default: to log and close.</summary>
    public Action<Recorder>? OnError { get; set; }

    public Action<Recorder, ChannelSocket, EndPoint>? OnAccepted { get; set; }

    public override bool readable() => WantsRead;

    public override bool writable() => WantsWrite;

    public override void handle_read() => Record("read", OnRead);

    public override void handle_write() => Record("write", OnWrite);

    public override void handle_expt() => Record("expt", OnExpt);

    public override void handle_connect() => Record("connect", OnConnect);

    public override void handle_accepted(ChannelSocket sock, EndPoint addr)
    {
        Record("accepted", null);
        if (OnAccepted is { } action)
        {
            action(this, sock, addr);
        }
        else
        {
            base.handle_accepted(sock, addr);
        }
    }

    public override void handle_close() => Record("close", OnClose ?? (_ => base.handle_close()));

    public override void handle_error() =>
        Record($"error {asyncore.exc_info()?.GetType().Name}", OnError ?? (_ => base.handle_error()));

    public override void log_info(string message, string type = "info") => Log.Add($"{type}: {message}");

    private void Record(string call, Action<Recorder>? action)
    {
        Trace.Add(name.Length == 0 ? call : $"{name} {call}");
        action?.Invoke(this);
    }
}
