namespace AsyncoreNet.Tests;

/// <summary>
/// A channel that writes down what the loop calls, reads all it is offered, and does what a test gives it to do.
/// </summary>
internal sealed class Probe : BufferedDispatcher
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public Probe(ChannelSocket? socket, ChannelMap map)
        : base(socket, map)
    {
    }

    /// <summary>The handlers called, in order: <c>read write expt connect accept accepted close error</c>.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What has been received.</summary>
    public MemoryStream Received { get; } = new();

    /// <summary>The exceptions that reached <see cref="HandleError"/>.</summary>
    public List<Exception> Errors { get; } = [];

    /// <summary>The most that one read takes.</summary>
    public int ReadSize { get; init; } = 64 * 1024;

    public Action? OnRead { get; set; }

    public Action? OnWrite { get; set; }

    public Action? OnExceptional { get; set; }

    public Action? OnConnect { get; set; }

    public Action<ChannelSocket>? OnAccepted { get; set; }

    /// <summary>Takes the place of closing.</summary>
    public Action? OnClose { get; set; }

    /// <summary>Takes the place of ending the connection.</summary>
    public Action? OnError { get; set; }

    public int CountOf(string call) => Calls.Count(c => c == call);

    /// <summary>Receives once.</summary>
    public int ReceiveOnce()
    {
        int count = Receive(_buffer.AsSpan(0, ReadSize));
        Received.Write(_buffer, 0, count);
        return count;
    }

    protected override void HandleRead()
    {
        Calls.Add("read");
        (OnRead ?? (() => ReceiveOnce()))();
    }

    protected override void HandleWrite()
    {
        Calls.Add("write");
        base.HandleWrite();
        OnWrite?.Invoke();
    }

    protected override void HandleExceptional()
    {
        Calls.Add("expt");
        if (OnExceptional is { } handler)
        {
            handler();
        }
        else
        {
            base.HandleExceptional();
        }
    }

    protected override void HandleConnect()
    {
        Calls.Add("connect");
        OnConnect?.Invoke();
    }

    protected override void HandleAccept()
    {
        Calls.Add("accept");
        base.HandleAccept();
    }

    protected override void HandleAccepted(ChannelSocket socket, System.Net.EndPoint? address)
    {
        Calls.Add("accepted");
        if (OnAccepted is null)
        {
            socket.Close();
        }
        else
        {
            OnAccepted(socket);
        }
    }

    protected override void HandleClose()
    {
        Calls.Add("close");
        (OnClose ?? Close)();
    }

    protected override void HandleError(Exception exception)
    {
        Calls.Add("error");
        Errors.Add(exception);
        (OnError ?? EndAfterError)();
    }
}
