namespace AsyncoreNet;

/// <summary>
/// What a loop needs of a channel. <see cref="Dispatcher"/> is the one to derive from; any other class that has these members may
/// share a map with it, as in asyncore, where nothing checks the base class.
/// </summary>
/// <remarks>
/// All members are called on the loop thread. A channel that is not a <see cref="Dispatcher"/> is asked for its interest on every
/// pass, in map order: <see cref="Readable"/>, then <see cref="Writable"/>.
/// </remarks>
public interface IChannel
{
    /// <summary>Whether the channel listens. It is then never watched for writing. asyncore: <c>accepting</c>.</summary>
    bool Accepting { get; }

    /// <summary>Whether the channel wants to know of input. asyncore: <c>readable()</c>.</summary>
    bool Readable();

    /// <summary>Whether the channel wants to know that it can write. asyncore: <c>writable()</c>.</summary>
    bool Writable();

    /// <summary>Input, a connection to accept, or the end of the stream. asyncore: <c>handle_read_event()</c>.</summary>
    void HandleReadEvent();

    /// <summary>Room to write, or the end of a connect. asyncore: <c>handle_write_event()</c>.</summary>
    void HandleWriteEvent();

    /// <summary>Urgent data, or a pending error. asyncore: <c>handle_expt_event()</c>.</summary>
    void HandleExceptionalEvent();

    /// <summary>The connection is over. asyncore: <c>handle_close()</c>.</summary>
    void HandleClose();

    /// <summary>
    /// A handler threw. What this throws goes to <see cref="Loop.UnhandledException"/>. asyncore: <c>handle_error()</c>.
    /// </summary>
    void HandleError(Exception exception);

    /// <summary>Closes the channel and takes it out of its map. asyncore: <c>close()</c>.</summary>
    void Close();
}
