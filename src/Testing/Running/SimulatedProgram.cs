namespace AsyncoreNet.Testing;

/// <summary>A program that runs on a simulated host, as <c>AsyncLoop.Run</c> would run it on a real one.</summary>
public sealed class SimulatedProgram : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    internal SimulatedProgram(Simulation simulation, SimulatedHost host, Func<CancellationToken, Task> main, string name)
    {
        (Host, Name) = (host, name);
        Ended = simulation.Start(
            host,
            async () =>
            {
                try
                {
                    await main(_stopping.Token).ConfigureAwait(true);
                }
                catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
                {
                    // It has ended as it was asked to.
                }
            },
            name);
    }

    /// <summary>The host.</summary>
    public SimulatedHost Host { get; }

    /// <summary>What a report calls the program.</summary>
    public string Name { get; }

    /// <summary>Ends with the program, and fails as it does.</summary>
    public Task Ended { get; }

    /// <summary>
    /// Cancels the program's token, on its own loop, as SIGTERM does for <c>AsyncLoop.Run</c>, and waits for its end.
    /// </summary>
    public async Task StopAsync()
    {
        Host.Loop.Post(static source => ((CancellationTokenSource)source!).Cancel(), _stopping);
        await Ended.ConfigureAwait(true);
        _stopping.Dispose();
    }

    /// <summary><see cref="StopAsync"/>, unless it has ended.</summary>
    public ValueTask DisposeAsync() => Ended.IsCompleted ? ValueTask.CompletedTask : new ValueTask(StopAsync());

    /// <inheritdoc/>
    public override string ToString() => $"{Name} on {Host.Name}";
}
