using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>
/// A chat as it comes, which ends its messages with a semicolon, and writes what happens to it into the trace. Parallel to
/// chats.py.
/// </summary>
internal class TracedChat : asynchat.async_chat, INamed
{
    private readonly Tracer _tracer;
    private readonly Queue<Action> _steps = [];

    public TracedChat(Stage stage, string name, ChannelSocket? sock = null)
        : base(sock, stage.map)
    {
        _tracer = new Tracer(stage, this, name);
        set_terminator(";"u8);
    }

    public string name => _tracer.Name;

    public Stage stage => _tracer.Stage;

    public Dictionary<string, Action> acts => _tracer.Acts;

    public bool quiet
    {
        set => _tracer.Quiet = value;
    }

    /// <summary>What the next calls of found_terminator do, one each.</summary>
    public void at_found(params Action[] steps)
    {
        foreach (Action step in steps)
        {
            _steps.Enqueue(step);
        }
    }

    public void on(string handler, string detail = "") => _tracer.On(handler, detail);

    public void show() => _tracer.Show();

    public override void collect_incoming_data(byte[] data) => on("collect_incoming_data", " " + Normal.quote(data));

    public override void found_terminator()
    {
        on("found_terminator");
        if (_steps.TryDequeue(out Action? step))
        {
            step();
        }
    }

    public override void handle_read()
    {
        on("handle_read");
        base.handle_read();
    }

    public override void handle_write()
    {
        on("handle_write");
        base.handle_write();
    }

    public override void handle_connect() => on("handle_connect");

    public override void handle_expt() => on("handle_expt");

    public override void handle_close()
    {
        on("handle_close");
        close();
    }

    public override void handle_error()
    {
        on("handle_error", " " + Normal.describe(asyncore.exc_info()!));
        base.handle_error();
    }

    public void show_input() =>
        stage.trace($"{name}: terminator {shown(get_terminator())}, buffer {Normal.quote(ac_in_buffer)}");

    public void show_output()
    {
        string entries = string.Join(' ', producer_fifo.Select(shown));
        stage.trace($"{name}: {producer_fifo.Count} waiting ({entries}), writable: {writable()}");
    }

    /// <summary>A terminator, or an entry of the fifo.</summary>
    public static string shown(object? thing) => thing switch
    {
        byte[] bytes => Normal.quote(bytes),
        asynchat.producer => "producer",
        _ => thing?.ToString() ?? "None",
    };
}
