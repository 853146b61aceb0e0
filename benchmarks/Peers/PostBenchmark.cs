using System.Diagnostics;

using AsyncoreNet;

namespace Peers;

/// <summary>A million posts from four threads: to a loop that runs them as they come, and to one that stalls meanwhile.</summary>
internal static class PostBenchmark
{
    private const int Threads = 4;
    private const int Posts = 1_000_000;
    private const int Rounds = 7;

    public static void Run()
    {
        Console.WriteLine($"{Posts} posts from {Threads} threads; the least and the middle of {Rounds} rounds");
        Console.WriteLine();
        using var loop = new Loop();
        double[] busy = [.. Enumerable.Range(0, Rounds).Select(_ => PostWhileRunning(loop))];
        (double Post, double Run)[] stalled = [.. Enumerable.Range(0, Rounds).Select(_ => PostWhileStalled(loop))];
        double[] posted = [.. stalled.Select(s => s.Post)];
        double[] run = [.. stalled.Select(s => s.Run)];
        var table = new Table("", "least ns/post", "median");
        table.Add($"posted and run, the loop running", $"{busy.Min():F0}", $"{busy.Median():F0}");
        table.Add($"posted while the loop stalls", $"{posted.Min():F0}", $"{posted.Median():F0}");
        table.Add($"run after the stall", $"{run.Min():F0}", $"{run.Median():F0}");
        table.Print();
    }

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
