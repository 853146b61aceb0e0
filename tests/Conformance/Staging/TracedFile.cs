using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>The same for a file. Parallel to traced.py.</summary>
internal class TracedFile : asyncore.file_dispatcher, INamed
{
    private readonly Tracer _tracer;

    public TracedFile(Stage stage, string name, int fd)
        : base(fd, stage.map)
    {
        _tracer = new Tracer(stage, this, name);
    }

    public string name => _tracer.Name;

    public Stage stage => _tracer.Stage;

    public void show() => _tracer.Show();

    public void got(byte[] data) => _tracer.Got(data);

    public override void handle_read() => _tracer.On("handle_read");

    public override void handle_write() => _tracer.On("handle_write");

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
