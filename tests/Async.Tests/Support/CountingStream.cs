namespace AsyncoreNet.Async.Tests;

/// <summary>
/// Bytes whose values follow from their places: one that is lost, doubled or out of its place shows. Each eleventh is a line
/// feed, none a carriage return.
/// </summary>
internal sealed class CountingStream
{
    /// <summary>Bytes seen in their places so far.</summary>
    public long Position { get; private set; }

    /// <summary>The bytes from a place on.</summary>
    public static byte[] Bytes(long from, int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = At(from + i);
        }

        return bytes;
    }

    /// <summary>These are the next bytes, or the test fails.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if (value != At(Position))
            {
                Assert.Fail($"Byte {Position} is {value}, not {At(Position)}.");
            }

            Position++;
        }
    }

    private static byte At(long place) => place % 11 == 10 ? (byte)'\n' : (byte)(33 + (((place * 7) + (place / 90)) % 90));
}
