namespace AsyncoreNet.Compat;

/// <content>A function as a producer.</content>
public static partial class asynchat
{
    /// <summary>A function that stands for an object with nothing but <c>more()</c>.</summary>
    private sealed class function_producer(Func<byte[]> function) : producer
    {
        public byte[] more() => function();
    }
}
