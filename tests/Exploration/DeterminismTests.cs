using AsyncoreNet.Examples.Tests;
using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration;

/// <summary>The same seed is the same run, to the byte, on any machine that runs it in any way.</summary>
public sealed class DeterminismTests
{
    private const int SeedsInChildren = 100; // of each world

    public static TheoryData<string> AllWorlds => [.. Worlds.Names];

    [Theory]
    [MemberData(nameof(AllWorlds))]
    public void Run_HundredSeedsTwice_SameTraces(string world)
    {
        foreach (ulong seed in Simulation.Seeds(100))
        {
            SimulationTrace first = Worlds.Create(world).Run(seed).Trace, second = Worlds.Create(world).Run(seed).Trace;
            Assert.True(first.Hash == second.Hash && first.Count == second.Count, $"Seed {seed} of '{world}' has two traces.");
        }
    }

    [SkippableTheory]
    [InlineData("DOTNET_TieredCompilation=0")]
    [InlineData("DOTNET_TieredCompilation=1")]
    [InlineData("DOTNET_TieredPGO=0")]
    public void Run_CompiledOtherwise_SameTraces(string setting) => VerifyChild(Programs.Require("env"), setting);

    [SkippableFact]
    public void Run_OnOneCore_SameTraces() => VerifyChild(Programs.Require("taskset"), "-c", "0");

    private static void VerifyChild(string program, params string[] arguments)
    {
        using var child = ChildProcess.Start(
            program, [.. arguments, BuildOutput.DotNet, typeof(Program).Assembly.Location, $"{SeedsInChildren}"]);

        Assert.Equal(0, child.WaitForExit());
        Assert.Equal(Program.Digests(SeedsInChildren), child.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
