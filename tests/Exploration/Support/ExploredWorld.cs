using System.Net;

using AsyncoreNet.Compat;
using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration;

/// <summary>
/// The world of one seed: a server on a host of its own, a few clients on others, and between them a network in which goes wrong
/// what can. A subclass says which server that is, and what a client does.
/// </summary>
/// <remarks>
/// <para>
/// The seed gives the conditions of every link, the faults, partitions that heal, jumps of the clock, the sizes of the kernel's
/// buffers, how many clients there are and how each behaves, and when the server is stopped: mostly when the clients are done,
/// else at any moment.
/// </para>
/// <para>
/// Beyond what its clients find, a world fails for what fails a <see cref="Simulation"/> (an exception that nobody took, an error
/// in a log, a deadlock, something left at the end), for a channel left in the server's map, and for what a legacy channel prints
/// as an error.
/// </para>
/// </remarks>
internal abstract class ExploredWorld(string style = "await")
{
    /// <summary>What each world is run with.</summary>
    public static readonly SimulationOptions Options = new() { MostRounds = 200_000, StallLimit = TimeSpan.FromMinutes(1) };

    /// <summary>
    /// A connection gives up what has not arrived after 924.6 s. Partitions that last about as long may end it.
    /// </summary>
    private static readonly TimeSpan NearlyTooLong = TimeSpan.FromSeconds(700);

    private readonly List<ExploredClient> _clients = [];
    private readonly List<LoopTimer> _plans = []; // what is to happen, on the loop of the host that is nobody's
    private SimulatedHost? _control;
    private FaultOptions _faults = FaultOptions.None;
    private bool _isPartitioned;
    private bool _isPartitionedForLong;

    /// <summary>The simulation under way.</summary>
    public Simulation Simulation { get; private set; } = null!;

    /// <summary>Chance, for whoever draws in a fixed order.</summary>
    public SimulationRandom Random { get; private set; } = null!;

    /// <summary>The server's machine.</summary>
    public SimulatedHost ServerHost { get; private set; } = null!;

    /// <summary>The server's loop.</summary>
    public Loop ServerLoop { get; private set; } = null!;

    /// <summary>Makes the server's loop; by default its host's.</summary>
    public Func<ExploredWorld, Loop> MakeServerLoop { get; set; } = static world => world.ServerHost.Loop;

    /// <summary>Where the clients connect to.</summary>
    public IPEndPoint Address { get; private set; } = null!;

    /// <summary>The clients.</summary>
    public IReadOnlyList<ExploredClient> Clients => _clients;

    /// <summary>What goes wrong in this world.</summary>
    public FaultOptions Faults => _faults;

    /// <summary>Whether the server has been told to stop. What it has not said by then it need not say any more.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Whether a connection may end here though both ends keep to the rules.</summary>
    public virtual bool MayBreak => BreaksConnections;

    /// <summary>Whether a connect may fail here though the server listens.</summary>
    public bool MayFailToConnect => BreaksConnections || _isPartitioned
        || _faults is { RefusedConnect: > 0 } or { LostConnect: > 0 } or { NoDescriptor: > 0 };

    /// <summary>Whether there is something in this world that ends connections.</summary>
    private bool BreaksConnections => IsStopping || _faults.Reset > 0 || _isPartitionedForLong;

    /// <summary>Whether a client is cut off from the server at some time.</summary>
    public bool HasPartitions => _isPartitioned;

    /// <summary>The most clients of one world.</summary>
    protected virtual int MostClients => 4;

    /// <summary>Explores many seeds, each in a world of its own. Stops at the first that fails.</summary>
    public static void Explore<T>(Func<T> make)
        where T : ExploredWorld
    {
        foreach (ulong seed in Seeds.All)
        {
            make().Run(seed);
        }
    }

    /// <summary>Runs the world of a seed, once.</summary>
    /// <exception cref="SimulationException">It has failed.</exception>
    public SimulationResult Run(ulong seed, SimulationOptions? options = null) =>
        Simulation.Run(seed, RunAsync, options ?? Options);

    /// <summary>Fails the world, if a promise was not kept.</summary>
    public static void Require(bool isKept, string promise)
    {
        if (!isKept)
        {
            throw new BrokenPromiseException(promise);
        }
    }

    /// <summary>Cuts a host off from the server for a while.</summary>
    public void Partition(SimulatedHost host, TimeSpan time)
    {
        _isPartitioned = true;
        Simulation.Network.Between(host, ServerHost).Partition(time);
        if (time > NearlyTooLong)
        {
            // A server that has given a connection up meanwhile tells nobody: who waits for it has to have a limit of his own.
            _isPartitionedForLong = true;
            _plans.AddRange(_clients.Select(client => client.Host.Loop.CallLater(time + TimeSpan.FromHours(1), client.GiveUp)));
        }
    }

    /// <summary>Draws a time whose magnitude is drawn first: moments are as likely as minutes.</summary>
    public static TimeSpan DrawTime(SimulationRandom random, TimeSpan least, TimeSpan most) =>
        least * Math.Pow(most / least, random.NextDouble());

    /// <summary>Draws a number whose magnitude is drawn first.</summary>
    public static int DrawSize(SimulationRandom random, int least, int most) =>
        (int)(least * Math.Pow((double)(most + 1) / least, random.NextDouble()));

    /// <summary>Has something done later, by nobody in particular; not if everything is over by then.</summary>
    public void After(TimeSpan time, Action action) => _plans.Add(_control!.Loop.CallLater(time, action));

    /// <summary>Makes what the server needs besides itself, before it listens. No fault happens yet.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Starts the server; called on its loop.</summary>
    protected abstract Dispatcher Listen(EndPoint address);

    /// <summary>How the server is written.</summary>
    protected string Style { get; } = style;

    /// <summary>Runs the server's loop to its end, in the way in which its program does.</summary>
    protected virtual void RunLoop(Loop loop)
    {
        if (Style == "compat")
        {
            asyncore.loop(map: loop.Map);
        }
        else
        {
            loop.Run();
        }
    }

    /// <summary>All that a client does; called on its loop.</summary>
    protected abstract Task TalkAsync(ExploredClient client);

    /// <summary>
    /// Called when the server's loop has ended, and the clients have: looks at what is there, and ends what was prepared.
    /// </summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    /// <summary>What a stop begins with, on the server's loop, before the loop is stopped.</summary>
    protected virtual Task StopAsync(TimeSpan drain) => Task.CompletedTask;

    private async Task RunAsync(Simulation simulation)
    {
        (Simulation, Random) = (simulation, simulation.Random);
        ThreadConsole.Taker = TakeLine;
        try
        {
            ServerHost = simulation.Network.AddHost("server");
            bool isIPv6 = simulation.Seed % 5 == 0;
            Address = new IPEndPoint(ServerHost.Addresses[isIPv6 ? 1 : 0], 7);
            DrawNetwork();
            ServerLoop = MakeServerLoop(this);
            await PrepareAsync();
            await OnServerLoop(() => Listen(new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, Address.Port)));
            simulation.Network.Faults = _faults;
            Task[] clients = StartClients();
            DrawEvents();
            Task control = simulation.Start(_control!, () => ControlAsync(Task.WhenAll(clients)), "control");

            // Within a pass of this host's loop: the others go on whenever the server waits.
            RunLoop(ServerLoop);
            Require(ServerLoop.Map.Count == 0, "the server's map is empty when its loop has ended");
            await control;
            simulation.Network.Faults = FaultOptions.None;
            await EndAsync();
        }
        finally
        {
            ThreadConsole.Taker = null;
        }
    }

    /// <summary>Stops the server when the clients are done, or before.</summary>
    private async Task ControlAsync(Task clients)
    {
        TimeProvider time = _control!.Loop.TimeProvider;
        bool isEarly = Random.Chance(0.25);
        TimeSpan wait = DrawTime(Random, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        TimeSpan drain = Random.Chance(0.2) ? TimeSpan.Zero : TimeSpan.FromSeconds(5);
        const ConfigureAwaitOptions whatever =
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;
        await (isEarly ? clients.WaitAsync(wait, time) : clients).ConfigureAwait(whatever);
        if (!isEarly && Random.Chance(0.5))
        {
            await Task.Delay(wait, time);
        }

        Simulation.Note("the server is told to stop");
        IsStopping = true;
        ServerLoop.Post(() => _ = StopLoopAsync(drain));
        await clients.ConfigureAwait(whatever); // the simulation has noted what a client found
        _plans.ForEach(static plan => plan.Cancel());
    }

    private async Task StopLoopAsync(TimeSpan drain)
    {
        await StopAsync(drain);
        ServerLoop.Stop(drain);
    }

    private Task[] StartClients()
    {
        int count = Random.Next(1, MostClients + 1);
        for (int i = 1; i <= count; i++)
        {
            SimulatedHost host = Simulation.Network.AddHost($"client {i}");
            if (Random.Chance(0.3))
            {
                Simulation.Network.Between(host, ServerHost).Conditions = LinkConditions.Draw(Random);
            }

            _clients.Add(new ExploredClient(this, i, host, Random.Fork()));
        }

        return [.. _clients.Select(client =>
            Simulation.Start(client.Host, () => client.RunAsync(TalkAsync), $"client {client.Number}"))];
    }

    private void DrawNetwork()
    {
        SimulatedNetwork network = Simulation.Network;
        _control = network.AddHost("control");
        network.Conditions = LinkConditions.Draw(Random);
        _faults = Random.Chance(0.2) ? FaultOptions.None : FaultOptions.Draw(Random);
        if (Random.Chance(0.5))
        {
            _faults = _faults with { Reset = 0 }; // then nothing but a client may break a connection
        }

        network.SendBuffer = Random.Chance(0.3) ? network.SendBuffer : DrawSize(Random, 16, 8_192);
        network.ReceiveBuffer = Random.Chance(0.3) ? network.ReceiveBuffer : DrawSize(Random, 16, 8_192);
    }

    private void DrawEvents()
    {
        foreach (ExploredClient client in _clients)
        {
            if (Random.Chance(0.3))
            {
                TimeSpan most = TimeSpan.FromMinutes(Random.Chance(0.1) ? 30 : 5);
                TimeSpan time = DrawTime(Random, TimeSpan.FromMilliseconds(10), most);
                _isPartitioned = true;
                After(DrawMoment(), () => Partition(client.Host, time));
            }
        }

        for (int jumps = Random.Chance(0.3) ? Random.Next(1, 4) : 0; jumps > 0; jumps--)
        {
            TimeSpan jump = DrawTime(Random, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(400));
            jump = Random.Chance(0.5) ? jump : -jump;
            After(DrawMoment(), () => Simulation.Time.SetUtcNow(Simulation.Time.GetUtcNow() + jump));
        }

        TimeSpan DrawMoment() => DrawTime(Random, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20));
    }

    private Task OnServerLoop(Action action)
    {
        var done = new TaskCompletionSource();
        ServerLoop.Post(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    /// <summary>
    /// A line that a program prints is part of the trace. What asyncore calls an error is one, but for a peer that is lost:
    /// Python's asyncore takes that for an exception, and so does the port.
    /// </summary>
    private void TakeLine(string line)
    {
        Simulation.Note(line);
        bool isError = line.StartsWith("error: ", StringComparison.Ordinal);
        Require(
            !isError || line.Contains("(ETIMEDOUT)", StringComparison.Ordinal),
            $"no handler of a legacy channel throws ({line})");
    }
}
