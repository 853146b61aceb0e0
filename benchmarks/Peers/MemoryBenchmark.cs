using System.Globalization;

namespace Peers;

/// <summary>
/// What an idle connection adds to the resident memory of a server that has been under load before. The figure includes the garbage
/// that accepting made and that no collection has taken: this is what the server then has.
/// </summary>
internal static class MemoryBenchmark
{
    public static void Run(Settings settings, int rounds, int idle, double settle)
    {
        Subject[] subjects = Subject.Choose(
            settings,
            also => new Subject(also),
            new Subject(ServerSpec.Reference),
            new Subject(ServerSpec.Example("callback")),
            new Subject(ServerSpec.Example("compat")),
            new Subject(ServerSpec.Example("await"), 2.5),
            new Subject(ServerSpec.Kestrel));
        Measure($"each after one message of {settings.Bytes} bytes", settings.Bytes);
        Measure("none of which has sent a byte", 0);

        void Measure(string what, int bytes)
        {
            Console.WriteLine($"Resident memory for each of {idle} idle connections, {what}; {rounds} rounds");
            Console.WriteLine();
            var growths = subjects.ToDictionary(subject => subject, _ => new Growth[rounds]);
            for (int round = 0; round < rounds; round++)
            {
                foreach (Subject subject in subjects)
                {
                    growths[subject][round] = Grow(subject.Server, settings, idle, bytes, settle);
                }
            }

            Print(growths, settle);
        }
    }

    /// <summary>In a new process: what another has grown to it does not give back.</summary>
    private static Growth Grow(ServerSpec spec, Settings settings, int idle, int bytes, double settle)
    {
        using ServerProcess server = ServerProcess.Start(spec, settings.ServerCore);
        int sockets = server.OpenSockets;
        // Compiles the code, and brings the pools to the size that work needs.
        LoadGenerator.Run(server, settings with { Verbose = false }, settings.WarmUp);
        server.AwaitClosed(sockets);
        ResidentMemory before = ResidentMemory.Of(server);
        using IdleConnections connections = IdleConnections.Open(server, idle, bytes);
        ResidentMemory with = ResidentMemory.Of(server);
        Thread.Sleep(TimeSpan.FromSeconds(settle));
        ResidentMemory later = ResidentMemory.Of(server);
        // The server ends before its clients do, so that none of them is a reset that it logs.
        server.Stop();

        var growth = new Growth(
            before.All / 1e6, Each(before.All, with.All), Each(before.Anonymous, with.Anonymous), Each(before.All, later.All));
        if (settings.Verbose)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {spec.Name,-14} {growth.Before:F1} MB, then {growth.All:F3} kB each, {growth.Anonymous:F3} of it anonymous, "
                + $"{growth.Later:F3} later"));
        }

        return growth;

        double Each(long from, long to) => (to - from) / 1000.0 / idle;
    }

    private static void Print(Dictionary<Subject, Growth[]> growths, double settle)
    {
        var table = new Table(
            "server", "MB before", "kB/connection", "least", "most", "anonymous", $"after {settle} s", "limit");
        foreach ((Subject subject, Growth[] rounds) in growths)
        {
            double each = rounds.Select(g => g.All).Median();
            table.Add(
                $"{subject.Server.Name}", $"{rounds.Select(g => g.Before).Median():F1}", $"{each:F2}",
                $"{rounds.Min(g => g.All):F2}", $"{rounds.Max(g => g.All):F2}",
                $"{rounds.Select(g => g.Anonymous).Median():F2}", $"{rounds.Select(g => g.Later).Median():F2}",
                $"{Table.AtMost(each, subject.Limit)}");
        }

        table.Print();
    }

    /// <summary>One round's figures.</summary>
    /// <param name="Before">Megabytes before the connections came.</param>
    /// <param name="All">kB (1,000 bytes) that each added.</param>
    /// <param name="Anonymous">The part that is no mapped file.</param>
    /// <param name="Later">As <see cref="All"/>, after the server was left alone for a while.</param>
    private readonly record struct Growth(double Before, double All, double Anonymous, double Later);
}
