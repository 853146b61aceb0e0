using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration.Planted;

/// <summary>A clock that leaps ahead of the true one now and then.</summary>
internal sealed class LeapingClock(TimeProvider inner, SimulationRandom random) : TimeProvider
{
    private long _ahead;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override long GetTimestamp()
    {
        _ahead += random.Chance(0.02) ? random.NextInt64(10 * inner.TimestampFrequency) : 0;
        return inner.GetTimestamp() + _ahead;
    }

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();
}
