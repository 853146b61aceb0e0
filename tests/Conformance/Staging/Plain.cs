namespace AsyncoreNet.Conformance;

/// <summary>A channel that is no dispatcher. Parallel to plain.py.</summary>
internal class Plain : IChannel, INamed
{
    private readonly Stage _stage;

    public Plain(Stage stage, string name, ChannelSocket sock)
    {
        (_stage, this.name) = (stage, name);
        stage.map[sock.Descriptor] = this;
    }

    public string name { get; }

    public bool Accepting => false;

    public bool Readable()
    {
        trace("readable");
        return true;
    }

    public bool Writable()
    {
        trace("writable");
        return true;
    }

    public virtual void HandleReadEvent() => trace("handle_read_event");

    public virtual void HandleWriteEvent() => trace("handle_write_event");

    public virtual void HandleExceptionalEvent() => trace("handle_expt_event");

    public void HandleClose() => trace("handle_close");

    public void HandleError(Exception exception) => trace("handle_error");

    public void Close() => trace("close");

    protected void trace(string what) => _stage.trace($"{name} {what}");
}
