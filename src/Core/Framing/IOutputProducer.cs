namespace AsyncoreNet;

/// <summary>Output that is made when there is room for it. asynchat: an object with <c>more()</c>.</summary>
public interface IOutputProducer
{
    /// <summary>
    /// The next bytes; none when there are no more. The caller keeps them, uncopied, until they are sent. Called on the thread of
    /// the channel's loop.
    /// </summary>
    ReadOnlyMemory<byte> More();
}
