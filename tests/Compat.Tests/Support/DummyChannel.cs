namespace AsyncoreNet.Compat.Tests;

/// <summary>
/// A channel that is no dispatcher: it notes which events it got, and throws what it was made with from each, as the dummies of
/// the mirrored tests do.
/// </summary>
internal sealed class DummyChannel(Exception? exception = null) : IChannel
{
    public bool ReadEventHandled { get; private set; }

    public bool WriteEventHandled { get; private set; }

    public bool ExptEventHandled { get; private set; }

    public bool CloseHandled { get; private set; }

    public bool ErrorHandled { get; private set; }

    public bool Closed { get; private set; }

    /// <summary>Whether <see cref="HandleClose"/> throws too.</summary>
    public bool CloseThrows { get; init; }

    public bool WantsRead { get; init; }

    public bool WantsWrite { get; init; }

    public bool Accepting => false;

    /// <summary>The events, in order.</summary>
    public List<string> Events { get; } = [];

    public bool Readable() => WantsRead;

    public bool Writable() => WantsWrite;

    public void HandleReadEvent()
    {
        ReadEventHandled = true;
        Note("read");
    }

    public void HandleWriteEvent()
    {
        WriteEventHandled = true;
        Note("write");
    }

    public void HandleExceptionalEvent()
    {
        ExptEventHandled = true;
        Note("expt");
    }

    public void HandleClose()
    {
        CloseHandled = true;
        Events.Add("close");
        if (CloseThrows && exception is not null)
        {
            throw exception;
        }
    }

    public void HandleError(Exception exception)
    {
        ErrorHandled = true;
        Events.Add("error");
    }

    public void Close()
    {
        Closed = true;
        if (exception is not null)
        {
            throw exception;
        }
    }

    private void Note(string name)
    {
        Events.Add(name);
        if (exception is not null)
        {
            throw exception;
        }
    }
}
