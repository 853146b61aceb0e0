using System.Collections.Concurrent;

using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration;

/// <summary>Servers on loops of their own share nothing, as two loops on two threads of a program must not.</summary>
public sealed class ThreadsTests
{
    [Theory]
    [InlineData("echo callback")]
    [InlineData("echo compat")]
    [InlineData("chat compat")]
    [InlineData("forwarder compat")]
    public void Servers_OnFourThreads_KeepApart(string world)
    {
        ConcurrentQueue<Exception> failures = [];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(i => new Thread(() =>
        {
            try
            {
                foreach (ulong seed in Simulation.Seeds(100, (ulong)(i * 100) + 1))
                {
                    Worlds.Create(world).Run(seed);
                }
            }
            catch (SimulationException failure)
            {
                failures.Enqueue(failure);
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        Assert.Empty(failures);
    }
}
