namespace AsyncoreNet.Testing;

/// <summary>Decides from the seed what goes wrong. A fault that is off draws nothing.</summary>
internal sealed class FaultDice(SimulationRandom random)
{
    public bool Chance(double share) => share > 0 && random.Chance(share);

    public int Below(int limit) => limit <= 1 ? 0 : random.Next(0, limit);

    public long UpTo(long most) => random.NextInt64(most + 1);

    /// <summary>All of so many bytes, or for a share of the calls only some.</summary>
    public int Part(int count, double share) => count > 1 && Chance(share) ? random.Next(1, count + 1) : count;
}
