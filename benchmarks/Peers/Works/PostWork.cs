using System.Diagnostics;
using AsyncoreNet;
using Peers.Report;

namespace Peers;

/// <summary>A million posts from four threads: to a loop that runs them as they come, and to one that stalls meanwhile.</summary>
internal sealed class PostWork() : Work("posts", "A million posts from four threads")
{
    private const int Threads = 4;
    private const int Posts = 1_000_000;

    private static readonly Column[] Columns = [new("ns/post", 0), new("median", 0)];

    public override IEnumerable<ServerSpec> Servers => [];

    public override int CountSteps(Settings settings, IReadOnlySet<ServerSpec> absent) => settings.Pairs;

    public override WorkResult Run(Settings settings, IReadOnlySet<ServerSpec> absent, Action<string> step)
    {
        using var loop = new Loop();
        List<double> running = [];
        List<double> posted = [];
        List<double> run = [];
        for (int round = 0; round < settings.Pairs; round++)
        {
            step($"round {round + 1}");
            running.Add(PostWhileRunning(loop));
            (double post, double later) = PostWhileStalled(loop);
            posted.Add(post);
            run.Add(later);
        }

        return new WorkResult(
            Name,
            Title,
            $"the least of {settings.Pairs} rounds, in this process",
            Columns,
            [RowOf("posted and run, the loop running", running), RowOf("posted while the loop stalls", posted), RowOf("run after the stall", run)],
            []);
    }

    private static Row RowOf(string name, List<double> times) =>
        new("", name, ServerKind.Own, new() { ["ns/post"] = times.Min(), ["median"] = times.Median() });

    private static double PostWhileRunning(Loop loop)
    {
        var counter = new Counter(loop);
        LoopTimer alive = loop.CallLater(TimeSpan.FromMinutes(10), static () => { });
        var watch = Stopwatch.StartNew();
        Thread[] threads = StartPosting(loop, counter);
        loop.Run();
        double elapsed = watch.Elapsed.TotalNanoseconds;
        Join(threads);
        alive.Cancel();
        return elapsed / Posts;
    }

    private static (double Post, double Run) PostWhileStalled(Loop loop)
    {
        var counter = new Counter(loop);
        var watch = Stopwatch.StartNew();
        Join(StartPosting(loop, counter));
        double posted = watch.Elapsed.TotalNanoseconds;
        loop.Run();
        return (posted / Posts, (watch.Elapsed.TotalNanoseconds - posted) / Posts);
    }

    private static Thread[] StartPosting(Loop loop, Counter counter)
    {
        var threads = new Thread[Threads];
        for (int i = 0; i < Threads; i++)
        {
            threads[i] = new Thread(() =>
            {
                for (int n = 0; n < Posts / Threads; n++)
                {
                    loop.Post(Counter.Count, counter);
                }
            });
            threads[i].Start();
        }

        return threads;
    }

    private static void Join(Thread[] threads)
    {
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    /// <summary>Stops the loop when all posts have run.</summary>
    private sealed class Counter(Loop loop)
    {
        public static readonly Action<object?> Count = static state => ((Counter)state!).CountOne();

        private int _seen;

        private void CountOne()
        {
            if (++_seen == Posts)
            {
                loop.Stop();
            }
        }
    }
}
