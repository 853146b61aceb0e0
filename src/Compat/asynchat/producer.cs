namespace AsyncoreNet.Compat;

/// <content><c>asynchat</c>'s producers: what has a <c>more()</c> there.</content>
public static partial class asynchat
{
    /// <summary>
    /// Output that is made when there is room for it: what <see cref="async_chat.push_with_producer(producer)"/> takes.
    /// </summary>
    public interface producer : IOutputProducer
    {
        /// <summary>The next bytes, which are sent uncopied; none when there are no more. Called on the loop's thread.</summary>
        byte[] more();

        /// <inheritdoc/>
        ReadOnlyMemory<byte> IOutputProducer.More() => more();
    }
}
