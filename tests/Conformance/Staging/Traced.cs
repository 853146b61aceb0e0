using System.Net;

using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>
/// A dispatcher as it comes, always readable and writable, that writes what happens to it into the trace. Parallel to traced.py.
/// </summary>
internal class Traced : asyncore.dispatcher, INamed
{
    private readonly Tracer _tracer;

    public Traced(Stage stage, string name, ChannelSocket? sock = null)
        : base(sock, stage.map)
    {
        _tracer = new Tracer(stage, this, name);
    }

    public string name => _tracer.Name;

    public Stage stage => _tracer.Stage;

    public Dictionary<string, Action> acts => _tracer.Acts;

    public void on(string handler, string detail = "") => _tracer.On(handler, detail);

    public void show() => _tracer.Show();

    public void got(byte[] data) => _tracer.Got(data);

    public override void handle_read() => on("handle_read");

    public override void handle_write() => on("handle_write");

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

    public override void handle_accept()
    {
        on("handle_accept");
        base.handle_accept();
    }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr)
    {
        stage.keep(sock);
        on("handle_accepted", " " + stage.where(addr));
    }
}
