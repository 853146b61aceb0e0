namespace AsyncoreNet.Tests;

/// <summary>A channel that is no dispatcher: it has the members that a loop needs, and writes down which are called.</summary>
internal sealed class ForeignChannel(int descriptor, ChannelMap map) : IChannel
{
    public List<string> Calls { get; } = [];

    public List<Exception> Errors { get; } = [];

    public bool WantsInput { get; set; } = true;

    public bool WantsOutput { get; set; }

    public Action? OnRead { get; set; }

    public Action? OnError { get; set; }

    public bool Accepting { get; set; }

    public bool Readable()
    {
        Calls.Add("readable");
        return WantsInput;
    }

    public bool Writable()
    {
        Calls.Add("writable");
        return WantsOutput;
    }

    public void HandleReadEvent()
    {
        Calls.Add("read");
        OnRead?.Invoke();
    }

    public void HandleWriteEvent() => Calls.Add("write");

    public void HandleExceptionalEvent() => Calls.Add("expt");

    public void HandleClose()
    {
        Calls.Add("handle_close");
        Close();
    }

    public void HandleError(Exception exception)
    {
        Calls.Add("error");
        Errors.Add(exception);
        OnError?.Invoke();
    }

    public void Close()
    {
        Calls.Add("close");
        if (map.TryGetValue(descriptor, out IChannel? channel) && channel == this)
        {
            map.Remove(descriptor);
        }
    }

    /// <summary>The events that were delivered: all calls but the questions.</summary>
    public IEnumerable<string> Events() => Calls.Where(call => call is not ("readable" or "writable"));
}
