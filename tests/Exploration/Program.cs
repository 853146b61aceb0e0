using System.Globalization;

using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration;

/// <summary>
/// <c>AsyncoreNet.Exploration COUNT</c> prints what comes of the first seeds of each world: two processes that print the same had
/// the same runs, to the byte. <c>AsyncoreNet.Exploration WORLD SEED</c> prints all that happens with one seed.
/// </summary>
internal static class Program
{
    private static void Main(string[] args)
    {
        if (args is [var world, var seed])
        {
            foreach (string line in Happenings(world, ulong.Parse(seed, CultureInfo.InvariantCulture)))
            {
                Console.WriteLine(line);
            }

            return;
        }

        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1;
        foreach (string line in Digests(count))
        {
            Console.WriteLine(line);
        }
    }

    private static IEnumerable<string> Happenings(string world, ulong seed)
    {
        var options = ExploredWorld.Options with { KeepTrace = true };
        try
        {
            return Worlds.Create(world).Run(seed, options).Trace.Lines;
        }
        catch (SimulationException failure)
        {
            return [.. failure.Trace.Lines, failure.Reason];
        }
    }

    /// <summary>A line for each world and seed.</summary>
    internal static IEnumerable<string> Digests(int count) =>
        from name in Worlds.Names
        from seed in Simulation.Seeds(count)
        let trace = Worlds.Create(name).Run(seed).Trace
        select $"{name} {seed}: {trace.Count} events, {trace.Hash:x16}";
}
