namespace AsyncoreNet.Conformance;

/// <summary>Reads what comes, and never writes. Parallel to traced.py.</summary>
internal class Reader(Stage stage, string name, ChannelSocket? sock = null) : Traced(stage, name, sock)
{
    public int size { get; set; } = 8192;

    public bool reading { get; set; } = true;

    public override bool readable() => reading;

    public override bool writable() => false;

    public override void handle_read()
    {
        base.handle_read();
        got(recv(size));
    }
}
