using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>The same for a dispatcher with a buffer. Parallel to traced.py.</summary>
internal class TracedWithSend : asyncore.dispatcher_with_send, INamed
{
    private readonly Tracer _tracer;

    public TracedWithSend(Stage stage, string name, ChannelSocket? sock = null)
        : base(sock, stage.map)
    {
        _tracer = new Tracer(stage, this, name);
    }

    public string name => _tracer.Name;

    public bool quiet
    {
        set => _tracer.Quiet = value;
    }

    public void show() => _tracer.Show();

    public override void handle_read() => _tracer.On("handle_read");

    public override void handle_write()
    {
        _tracer.On("handle_write");
        base.handle_write();
    }

    public override void handle_connect() => _tracer.On("handle_connect");

    public override void handle_expt() => _tracer.On("handle_expt");

    public override void handle_close()
    {
        _tracer.On("handle_close");
        close();
    }

    public override void handle_error()
    {
        _tracer.On("handle_error", " " + Normal.describe(asyncore.exc_info()!));
        base.handle_error();
    }
}
