namespace AsyncoreNet.Testing;

/// <summary>Decides from the seed what goes wrong. A fault that is off draws nothing.</summary>
internal sealed class FaultDice(SimulatedNetwork network, SimulationRandom random)
{
    private FaultOptions Faults => network.Faults;

    public bool Chance(double share) => share > 0 && random.Chance(share);

    public int Below(int limit) => limit <= 1 ? 0 : random.Next(0, limit);

    public long UpTo(long most) => random.NextInt64(most + 1);

    public bool MistakesReadiness() => Chance(Faults.FalseReadiness);

    public bool WouldBlock() => Chance(Faults.WouldBlock);

    public bool ResetsHere() => Chance(Faults.Reset);

    public bool RefusesConnect() => Chance(Faults.RefusedConnect);

    public bool LosesConnect() => Chance(Faults.LostConnect);

    public bool HasNoDescriptor() => Chance(Faults.NoDescriptor);

    public bool HasNoBuffers() => Chance(Faults.NoBuffers);

    public int ReceiveSize(int count) => count > 1 && Chance(Faults.ShortReceive) ? random.Next(1, count + 1) : count;

    public int SendSize(int count) => count > 1 && Chance(Faults.ShortSend) ? random.Next(1, count + 1) : count;

    public int SegmentSize(int count) => count > 1 && Chance(Faults.SplitSegment) ? random.Next(1, count + 1) : count;
}
