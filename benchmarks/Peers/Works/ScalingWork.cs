using System.Diagnostics;
using AsyncoreNet;
using Peers.Report;

namespace Peers;

/// <summary>Whether timers and posts take time within n log n: each case at a size and at ten times it, in turns, in this process.</summary>
internal sealed class ScalingWork() : Work("scaling", "Timers and posts: ten times as many")
{
    private const int Few = 10_000;
    private const int Many = 100_000;
    private const int Repeats = 10; // of the smaller case in a run, so that both take as long

    /// <summary>Takes time in proportion, but for the caches and the collector: what they alone make of ten times as many.</summary>
    private const string Control = "for comparison: arrays of 72 bytes made, then read in no order";

    private static readonly Column[] Columns = [new($"ns each of {Few}", 1), new($"ns each of {Many}", 1), new("ratio", 3)];

    // n log n: each of the many may take as much longer as their logarithm is larger.
    private static readonly double Limit = Math.Round(Math.Log(Many) / Math.Log(Few), 3);

    public override IEnumerable<ServerSpec> Servers => [];

    public override int CountSteps(Settings settings, IReadOnlySet<ServerSpec> absent) => settings.Pairs + 1;

    public override WorkResult Run(Settings settings, IReadOnlySet<ServerSpec> absent, Action<string> step)
    {
        Dictionary<string, Action<int>> cases = new()
        {
            ["timers armed and fired"] = Fire,
            ["timers armed and cancelled"] = Cancel,
            ["posts from another thread"] = Post,
            [Control] = Touch,
        };
        step("warms up");
        for (var warm = Stopwatch.StartNew(); warm.Elapsed.TotalSeconds < settings.WarmUp / 2;)
        {
            foreach (Action<int> work in cases.Values)
            {
                work(Few);
            }
        }

        var least = cases.Keys.ToDictionary(name => name, _ => (Few: double.MaxValue, Many: double.MaxValue));
        for (int round = 0; round < settings.Pairs; round++)
        {
            step($"Round {round + 1}");
            foreach ((string name, Action<int> work) in cases)
            {
                double few = Time(Few, Repeats, work);
                double many = Time(Many, 1, work);
                least[name] = (Math.Min(least[name].Few, few), Math.Min(least[name].Many, many));
            }
        }

        return new WorkResult(
            Name,
            Title,
            FormattableString.Invariant($"the least of {settings.Pairs} rounds; n log n allows a factor of {Limit}"),
            Columns,
            [
                .. least.Select(pair => new Row("", pair.Key, ServerKind.Own, new()
                {
                    [Columns[0].Name] = pair.Value.Few,
                    [Columns[1].Name] = pair.Value.Many,
                    [Columns[2].Name] = pair.Value.Many / pair.Value.Few,
                })),
            ],
            [
                .. least.Select(pair => new Verdict(
                    "", pair.Key, null, pair.Value.Many / pair.Value.Few, null, pair.Key == Control ? null : Limit)),
            ]);
    }

    /// <summary>Nanoseconds for each of <paramref name="count"/>.</summary>
    private static double Time(int count, int repeats, Action<int> work)
    {
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < repeats; i++)
        {
            work(count);
        }

        return watch.Elapsed.TotalNanoseconds / repeats / count;
    }

    private static void Fire(int count)
    {
        using var loop = new Loop();
        int[] fired = [0];
        for (int i = 0; i < count; i++)
        {
            // Deadlines in no order, all of them past when the loop looks.
            loop.CallLater(TimeSpan.FromTicks(i * 7919L % count / 1000), static fired => ((int[])fired!)[0]++, fired);
        }

        loop.Run();
        Require(fired[0] == count, "A timer did not fire.");
    }

    private static void Cancel(int count)
    {
        using var loop = new Loop();
        var timers = new LoopTimer[count];
        for (int i = 0; i < count; i++)
        {
            timers[i] = loop.CallLater(TimeSpan.FromMinutes(1 + (i * 7919L % count)), static () => { });
        }

        foreach (LoopTimer timer in timers)
        {
            timer.Cancel();
        }

        loop.Run();
    }

    private static void Post(int count)
    {
        using var loop = new Loop();
        int[] run = [0];
        var thread = new Thread(() =>
        {
            for (int i = 0; i < count; i++)
            {
                loop.Post(static run => ((int[])run!)[0]++, run);
            }
        });
        thread.Start();
        thread.Join();
        loop.Run();
        Require(run[0] == count, "A post did not run.");
    }

    private static void Touch(int count)
    {
        byte[][] arrays = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            arrays[i] = new byte[48]; // with its header as large as a timer
        }

        int sum = 1;
        for (int i = 0; i < count; i++)
        {
            sum += arrays[(int)(i * 7919L % count)][0];
        }

        Require(sum == 1, "An array is not empty.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}
