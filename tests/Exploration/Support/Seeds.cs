using System.Globalization;

using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration;

/// <summary>
/// The seeds that are explored: a thousand from 1 on, or as <c>EXPLORATION_SEEDS</c> (how many) and <c>EXPLORATION_FIRST_SEED</c>
/// say.
/// </summary>
internal static class Seeds
{
    public static int Count { get; } = (int)Read("EXPLORATION_SEEDS", 1_000);

    public static ulong First { get; } = Read("EXPLORATION_FIRST_SEED", 1);

    public static IEnumerable<ulong> All => Simulation.Seeds(Count, First);

    private static ulong Read(string name, ulong otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? ulong.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
