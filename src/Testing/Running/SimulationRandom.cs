namespace AsyncoreNet.Testing;

/// <summary>
/// Numbers that follow from a seed, the same on every machine and in every version of .NET, which <see cref="Random"/> does not
/// promise. The generator is SplitMix64.
/// </summary>
public sealed class SimulationRandom
{
    private ulong _state;

    /// <summary>Starts from a seed; any number is one.</summary>
    public SimulationRandom(ulong seed) => _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong NextUInt64()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 to below <paramref name="limit"/>, which is positive.</summary>
    public long NextInt64(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return (long)Math.BigMul(NextUInt64(), (ulong)limit, out _);
    }

    /// <summary>From <paramref name="first"/> to below <paramref name="limit"/>, which is greater.</summary>
    public int Next(int first, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, limit);
        return (int)(first + NextInt64((long)limit - first));
    }

    /// <summary>From 0 to below 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True for a share, 0 to 1, of the calls.</summary>
    public bool Chance(double share) => NextDouble() < share;

    /// <summary>One of the items.</summary>
    public T Pick<T>(ReadOnlySpan<T> items) => items[Next(0, items.Length)];

    /// <summary>Fills a buffer.</summary>
    public void NextBytes(Span<byte> buffer)
    {
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = (byte)NextUInt64();
        }
    }

    /// <summary>Another generator, whose numbers do not depend on how many are taken from this one later.</summary>
    public SimulationRandom Fork() => new(NextUInt64());
}
