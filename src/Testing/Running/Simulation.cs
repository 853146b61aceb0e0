using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Testing;

/// <summary>
/// A world for one run of a program: virtual time, a network in memory, and chance that follows from a seed. The same seed gives the
/// same run, to the byte, so a failure that was found once can be looked at as often as one likes.
/// </summary>
/// <remarks>
/// A scenario runs on a loop of the host <see cref="Host"/>; what it starts on other hosts runs on theirs, all on one thread, in turns.
/// It fails if it throws, if a loop has an exception that nobody took or logs an error, if it cannot go on, blocks its thread or leaves
/// it, and if sockets, tasks or timers are left when it has ended.
/// </remarks>
public sealed class Simulation
{
    private readonly SimulationGuard _guard;
    private readonly List<(string Name, Task Task)> _started = [];
    private Exception? _failure;

    private Simulation(ulong seed, SimulationOptions options)
    {
        (Seed, Options) = (seed, options);
        Random = new SimulationRandom(seed);
        Time = new VirtualTimeProvider(options.Start);
        Network = new SimulatedNetwork(Time, Random.NextUInt64()) { Observer = this };
        _guard = new SimulationGuard(this);
        World.Guard = _guard;
        World.MostRounds = options.MostRounds;
        if (options.KeepTrace)
        {
            World.Trace.KeepAll();
        }
    }

    /// <summary>What everything that is left to chance follows from.</summary>
    public ulong Seed { get; }

    /// <summary>Chance, for the scenario's own use.</summary>
    public SimulationRandom Random { get; }

    /// <summary>The clock.</summary>
    public VirtualTimeProvider Time { get; }

    /// <summary>The network.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>The host that the scenario runs on; its name is <c>main</c>.</summary>
    public SimulatedHost Host => field ??= Network.AddHost("main");

    /// <summary>The loop that the scenario runs on.</summary>
    public Loop Loop => Host.Loop;

    /// <summary>What has happened so far.</summary>
    public SimulationTrace Trace => World.Trace;

    internal SimulationOptions Options { get; }

    private World World => Time.World;

    /// <summary>Runs a scenario, on a thread of its own, to its end.</summary>
    /// <param name="seed">What everything that is left to chance follows from.</param>
    /// <param name="scenario">Called on <see cref="Loop"/>.</param>
    /// <param name="options">By default a <see cref="SimulationOptions"/> as it comes.</param>
    /// <exception cref="SimulationException">It has failed.</exception>
    public static SimulationResult Run(ulong seed, Func<Simulation, Task> scenario, SimulationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        options ??= new SimulationOptions();
        if (!options.RunTwice)
        {
            return new Simulation(seed, options).RunOnItsThread(scenario);
        }

        options = options with { KeepTrace = true };
        SimulationResult first = new Simulation(seed, options).RunOnItsThread(scenario);
        var again = new Simulation(seed, options);
        SimulationResult second = again.RunOnItsThread(scenario);
        return first.Trace.Hash == second.Trace.Hash ? first : throw again.Failure(Difference(first.Trace, second.Trace));
    }

    /// <summary>Runs a scenario that awaits nothing itself; the simulation ends when what it has started has ended.</summary>
    /// <inheritdoc cref="Run(ulong, Func{Simulation, Task}, SimulationOptions?)"/>
    public static SimulationResult Run(ulong seed, Action<Simulation> scenario, SimulationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return Run(
            seed,
            simulation =>
            {
                scenario(simulation);
                return simulation.WhenStartedHaveEnded();
            },
            options);
    }

    /// <summary>Runs a scenario with many seeds, one after the other, and stops at the first that fails.</summary>
    /// <param name="seeds">The seeds, for example <c>Simulation.Seeds(1_000)</c>.</param>
    /// <param name="scenario">Called once for each, in a world of its own.</param>
    /// <param name="options">By default a <see cref="SimulationOptions"/> as it comes.</param>
    /// <returns>The number of seeds that have held.</returns>
    /// <exception cref="SimulationException">One has failed.</exception>
    public static int Explore(IEnumerable<ulong> seeds, Func<Simulation, Task> scenario, SimulationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        int held = 0;
        foreach (ulong seed in seeds)
        {
            Run(seed, scenario, options);
            held++;
        }

        return held;
    }

    /// <summary>So many seeds, from a first one on.</summary>
    public static IEnumerable<ulong> Seeds(int count, ulong first = 1)
    {
        for (ulong i = 0; i < (ulong)count; i++)
        {
            yield return first + i;
        }
    }

    /// <summary>
    /// Starts a program on a host, as <c>AsyncLoop.Run</c> does: called on that host's loop, with a token that
    /// <see cref="SimulatedProgram.StopAsync"/> cancels. Its exception fails the simulation.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="main">The program.</param>
    /// <param name="name">What a report calls it.</param>
    public SimulatedProgram Start(
        SimulatedHost host, Func<CancellationToken, Task> main, [CallerArgumentExpression(nameof(main))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(main);
        return new SimulatedProgram(this, host, main, name ?? host.Name);
    }

    /// <summary>Has something done on a host: it is called on that host's loop. Its exception fails the simulation.</summary>
    /// <param name="host">The host.</param>
    /// <param name="program">The program.</param>
    /// <param name="name">What a report calls it.</param>
    /// <returns>Its task, which any loop may await.</returns>
    public Task Start(SimulatedHost host, Func<Task> program, [CallerArgumentExpression(nameof(program))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(program);
        var ended = new TaskCompletionSource();
        host.Loop.Post(() => _ = RunAsync());
        _started.Add((name ?? host.Name, ended.Task));
        return ended.Task;

        async Task RunAsync()
        {
            try
            {
                await program().ConfigureAwait(true);
                ended.SetResult();
            }
            catch (Exception exception)
            {
                Fail(exception, $"What was started on {host.Name} has failed ({name})");
                ended.SetException(exception);
            }
        }
    }

    /// <summary>Writes a line into the trace.</summary>
    public void Note(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Trace.Add(World.Now, SimulationEventKind.Note, null, -1, 0, text);
    }

    internal void OnLoop(Loop loop)
    {
        loop.HandlerThrew = (channel, exception) =>
        {
            if (Options.FailOnHandlerException && exception is not (SocketException or IOException))
            {
                Fail(exception, $"A handler of {channel} threw");
            }
        };
        loop.UnhandledException += (_, info) => Fail(
            info.Exception, info.Channel is { } channel ? $"Nobody took an exception of {channel}" : "Nobody took an exception");
    }

    internal ILogger CreateLogger(SimulatedHost host) => new TraceLogger(this, host);

    internal void OnLog(SimulatedHost host, LogLevel level, string text, Exception? exception)
    {
        string line = exception is null ? text : $"{text} {exception.GetType().Name}: {exception.Message}";
        Trace.Add(World.Now, SimulationEventKind.Log, host, -1, (int)level, line);
        if (level >= Options.FailOnLog)
        {
            Fail(exception, $"{host.Name} has logged an error: {text}");
        }
    }

    internal void OnTimeMoved()
    {
        if (World.Now > Options.TimeLimit.Ticks)
        {
            throw Failure($"It has not ended within {Options.TimeLimit} of virtual time. What waits:{Environment.NewLine}{DescribeWaits()}");
        }
    }

    internal SimulationException Failure(string reason, Exception? inner = null) => new(Seed, reason, Trace, inner);

    /// <summary>What waits for what: the tasks that were started, and the channels of every loop.</summary>
    internal string DescribeWaits()
    {
        List<string> lines = [.. _started.Where(s => !s.Task.IsCompleted).Select(s => $"  the task {s.Name}")];
        foreach (SimulatedPoller poller in World.Pollers)
        {
            LoopSnapshot snapshot = poller.Loop!.GetSnapshot();
            SimulatedHost host = poller.Host;
            lines.Add($"  {host.Name}: {snapshot.Timers} timers, {snapshot.PostedCallbacks} callbacks, {snapshot.Operations} async void methods");
            lines.AddRange(snapshot.Channels.Select(c => string.Concat(
                $"    {c.Channel}: waits for {(c.Interest == PollFlags.None ? "nothing" : c.Interest)}; ",
                host.Find(c.Descriptor)?.Describe() ?? "closed")));
        }

        return string.Join(Environment.NewLine, lines);
    }

    private SimulationResult RunOnItsThread(Func<Simulation, Task> scenario)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                RunToTheEnd(scenario);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(
                    exception as SimulationException ?? Failure($"{exception.GetType().Name}: {exception.Message}", exception));
            }
        })
        {
            IsBackground = true,
            Name = $"simulation {Seed}",
        };
        thread.Start();
        long rounds = -1;
        while (!thread.Join(Options.StallLimit))
        {
            if (World.Rounds == rounds && !Debugger.IsAttached)
            {
                throw Failure(
                    $"The scenario blocks its thread: no loop has made a pass for {Options.StallLimit} of real time. A wait for a task "
                    + "(Wait, Result), a lock, Thread.Sleep, and I/O that is not the network's do that.");
            }

            rounds = World.Rounds;
        }

        failure?.Throw();
        return new SimulationResult(Seed, Time.Elapsed, Trace);
    }

    private void RunToTheEnd(Func<Simulation, Task> scenario)
    {
        _guard.Enter();
        try
        {
            Task? main = null;
            Loop.Post(() => main = StartAsync(scenario));
            do
            {
                World.Settle();
                ThrowIfFailed();
            }
            while (main is not { IsCompleted: true } && Step());

            main!.GetAwaiter().GetResult();
            EndWhatIsLeft();
            foreach (Loop loop in World.Pollers.Select(poller => poller.Loop!).ToArray())
            {
                loop.Dispose();
            }
        }
        finally
        {
            _guard.Leave();
        }
    }

    private async Task StartAsync(Func<Simulation, Task> scenario) => await scenario(this).ConfigureAwait(true);

    private bool Step() => World.Step(World.Never) ? true : throw _guard.Deadlock("The scenario has not ended");

    private void EndWhatIsLeft()
    {
        long limit = World.Now + Options.EndLimit.Ticks;
        while (Leaks().Any() && World.Step(limit))
        {
            World.Settle();
        }

        ThrowIfFailed();
        if (Options.FailOnLeaks && Leaks().ToList() is { Count: > 0 } leaks)
        {
            throw Failure($"The scenario has ended, and this is left:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", leaks)}");
        }
    }

    private IEnumerable<string> Leaks()
    {
        foreach ((string name, Task task) in _started)
        {
            if (!task.IsCompleted)
            {
                yield return $"the task {name}";
            }
        }

        foreach (SimulatedHost host in Network.Hosts)
        {
            foreach (SimulatedSocket socket in host.OpenSockets)
            {
                yield return $"{host.Name}/{socket.Descriptor}: {socket.Describe()}{(socket.HasChannel ? "" : ", without a channel")}";
            }
        }

        foreach (SimulatedPoller poller in World.Pollers)
        {
            LoopSnapshot snapshot = poller.Loop!.GetSnapshot();
            if (snapshot.Timers + snapshot.Operations > 0)
            {
                yield return $"{poller.Host.Name}: {snapshot.Timers} timers, {snapshot.Operations} async void methods";
            }
        }
    }

    private async Task WhenStartedHaveEnded()
    {
        for (int i = 0; i < _started.Count; i++)
        {
            await _started[i].Task.ConfigureAwait(true);
        }
    }

    private static string Difference(SimulationTrace one, SimulationTrace other)
    {
        (string One, string Other)? differing = one.Lines.Append("the end").Zip(other.Lines.Append("the end"))
            .Select(pair => ((string, string)?)pair).FirstOrDefault(pair => pair!.Value.Item1 != pair.Value.Item2);
        return "The same seed has given two traces, so something outside the simulation has a say: the real clock (DateTime.UtcNow, Stopwatch), a "
            + $"Random without a seed, Guid.NewGuid, the order of hash codes. They part at:{Environment.NewLine}"
            + (differing is { } pair ? $"  {pair.One}{Environment.NewLine}  {pair.Other}" : "  the bytes that are sent");
    }

    /// <summary>Keeps the first failure: those behind it may follow from it.</summary>
    private void Fail(Exception? exception, string reason) => _failure ??= Failure(
        exception is null ? reason : $"{reason}: {exception.GetType().Name}: {exception.Message}", exception);

    private void ThrowIfFailed()
    {
        if (_guard.Departure is { } departure)
        {
            throw Failure(departure);
        }

        if (_failure is not null)
        {
            throw _failure;
        }
    }
}
