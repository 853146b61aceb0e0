using System.CommandLine;

using Peers;

Option<int> pairs = new("--pairs") { Description = "Pairs of runs.", DefaultValueFactory = _ => 7 };
Option<double> seconds = new("--seconds") { Description = "Seconds of a run; 15 % do not count.", DefaultValueFactory = _ => 1.5 };
Option<double> warmUp = new("--warm-up") { Description = "Seconds of load before the first run.", DefaultValueFactory = _ => 6 };
Option<int> connections = new("--connections") { Description = "Busy connections.", DefaultValueFactory = _ => 50 };
Option<int> bytes = new("--bytes") { Description = "Bytes in a message.", DefaultValueFactory = _ => 64 };
Option<int> depth = new("--depth") { Description = "Messages in flight on a connection.", DefaultValueFactory = _ => 1 };
Option<int> serverCore = new("--server-core") { Description = "The core of the server.", DefaultValueFactory = _ => 0 };
Option<int> loadCore = new("--load-core") { Description = "The core of the load generator.", DefaultValueFactory = _ => 1 };
Option<bool> verbose = new("--verbose") { Description = "Prints every run." };
Option<bool> strace = new("--strace") { Description = "Counts system calls too, with strace." };
Option<string[]> only = new("--only") { Description = "Only these servers.", AllowMultipleArgumentsPerToken = true };
Option<string[]> also = new("--server")
{
    Description = "One more server: NAME=COMMAND, with {port} where the port goes.",
    DefaultValueFactory = _ => [],
};
Option<int> idle = new("--idle") { Description = "Idle connections.", DefaultValueFactory = _ => 9000 };

Option<int> lineBytes = new("--bytes") { Description = "Bytes in a line.", DefaultValueFactory = _ => 32 };
Option<int> lineDepth = new("--depth") { Description = "Lines in flight on a connection.", DefaultValueFactory = _ => 16 };
Option<string[]> loads = new("--load")
{
    Description = "A load: BYTESxDEPTH.",
    DefaultValueFactory = _ => ["64x1", "64x16", "16384x1"],
    AllowMultipleArgumentsPerToken = true,
};
Option<int> rounds = new("--rounds") { Description = "New processes of each server.", DefaultValueFactory = _ => 3 };
Option<double> settle = new("--settle") { Description = "Seconds until memory is read again.", DefaultValueFactory = _ => 5 };
Option<int> megabytes = new("--megabytes") { Description = "Size of the larger input.", DefaultValueFactory = _ => 100 };

Settings Read(ParseResult parsed) => new()
{
    Pairs = parsed.GetValue(pairs),
    Seconds = parsed.GetValue(seconds),
    WarmUp = parsed.GetValue(warmUp),
    Connections = parsed.GetValue(connections),
    Bytes = parsed.GetValue(bytes),
    Depth = parsed.GetValue(depth),
    ServerCore = parsed.GetValue(serverCore),
    LoadCore = parsed.GetValue(loadCore),
    Verbose = parsed.GetValue(verbose),
    CountSystemCalls = parsed.GetValue(strace),
    Only = parsed.GetValue(only) ?? [],
    Also = parsed.GetValue(also)!,
};

Command ratio = new("ratio", "Server CPU time per request, against the C epoll loop.")
{
    pairs, seconds, warmUp, connections, bytes, depth, serverCore, loadCore, verbose, strace, only, also,
};
ratio.SetAction(parsed => RatioBenchmark.Echo(Read(parsed)));

Command peers = new("peers", "Server CPU time per request of the awaited echo, against the C epoll loop, ReceiveAsync and Kestrel.")
{
    pairs, seconds, warmUp, connections, loads, serverCore, loadCore, verbose, strace, only, also,
};
peers.SetAction(parsed => RatioBenchmark.Peers(Read(parsed), [.. parsed.GetValue(loads)!.Select(Settings.ParseLoad)]));

Command lines = new("lines", "Server CPU time per line: compat against CPython's asynchat, await against uvloop.")
{
    pairs, seconds, warmUp, connections, lineBytes, lineDepth, serverCore, loadCore, verbose, strace, only, also,
};
lines.SetAction(parsed => RatioBenchmark.Lines(
    Read(parsed) with { Lines = true, Bytes = parsed.GetValue(lineBytes), Depth = parsed.GetValue(lineDepth) }));

Command framing = new("framing", "Whether parser and output queue take time in proportion to the bytes.") { megabytes };
framing.SetAction(parsed => FramingBenchmark.Run(parsed.GetValue(megabytes)));

Command idleCommand = new("idle", "Rate and CPU time per request beside idle connections, against the same without them.")
{
    pairs, seconds, warmUp, connections, bytes, depth, serverCore, loadCore, verbose, only, also, idle,
};
idleCommand.SetAction(parsed => IdleBenchmark.Run(Read(parsed), parsed.GetValue(idle)));

Command memory = new("memory", "Resident memory for each idle connection: one that was used once, and one that never was.")
{
    rounds, settle, warmUp, connections, bytes, serverCore, loadCore, verbose, only, also, idle,
};
memory.SetAction(parsed => MemoryBenchmark.Run(
    Read(parsed) with { Depth = 1 }, parsed.GetValue(rounds), parsed.GetValue(idle), parsed.GetValue(settle)));

Command timers = new("timers", "How late a 200 µs timer fires on each poller, and whether the loop spins for it.");
timers.SetAction(_ => TimerBenchmark.Run());

Command posts = new("posts", "A million posts from four threads.");
posts.SetAction(_ => PostBenchmark.Run());

RootCommand root = new("Measures the echo servers, their memory, timers, posts and framing. It prints figures, and passes whatever they are.")
{
    ratio, peers, lines, idleCommand, memory, timers, framing, posts,
};
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception failure) when (failure is InvalidOperationException or System.ComponentModel.Win32Exception)
{
    await Console.Error.WriteLineAsync($"Cannot measure: {failure.Message}");
    return 1;
}
