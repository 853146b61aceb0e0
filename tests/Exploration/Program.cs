using System.Globalization;

using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration;

/// <summary>
/// Prints what comes of the first seeds of each world: <c>AsyncoreNet.Exploration COUNT</c>. Two processes that print the same had the same
/// runs, to the byte.
/// </summary>
internal static class Program
{
    private static void Main(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1;
        foreach (string line in Digests(count))
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>A line for each world and seed.</summary>
    internal static IEnumerable<string> Digests(int count) =>
        from name in Worlds.Names
        from seed in Simulation.Seeds(count)
        let trace = Worlds.Create(name).Run(seed).Trace
        select $"{name} {seed}: {trace.Count} events, {trace.Hash:x16}";
}
