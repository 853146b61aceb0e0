namespace Peers;

/// <summary>What is measured, and what each figure must not exceed.</summary>
internal static class AllWorks
{
    private static readonly int[] Depths = [1, 16, 64];
    private static readonly string[] Commands = ["ping", "set", "get"];

    public static Work[] Create()
    {
        (ServerSpec callback, ServerSpec compat, ServerSpec awaited) =
            (AllServers.Echo("callback"), AllServers.Echo("compat"), AllServers.Echo("await"));
        (ServerSpec compatLines, ServerSpec chat) = (AllServers.Lines("compat"), AllServers.Lines("await"));
        (ServerSpec compatHttp, ServerSpec http) = (AllServers.Http("compat"), AllServers.Http("await"));
        return
        [
            new CpuWork(
                "echo",
                "Echo, 50 connections",
                [new EchoLoad(64, 1), new EchoLoad(64, 16), new EchoLoad(16384, 1)],
                [AllServers.Asyncio, AllServers.Node],
                [
                    new(callback, AllServers.C, 1.03),
                    new(awaited, AllServers.C, 1.06),
                    new(compat, AllServers.C, 1.2),
                    new(compat, AllServers.Asyncore, 0.9),
                    new(awaited, AllServers.Kestrel, 0.45),
                    new(awaited, AllServers.ReceiveAsync, 0.48),
                    new(awaited, AllServers.Uvloop, 0.9),
                    // Not ours: they say where the kernel's own part puts the limit.
                    new(AllServers.C, AllServers.Kestrel, null),
                    new(AllServers.C, AllServers.ReceiveAsync, null),
                    new(AllServers.C, AllServers.Uvloop, null),
                    new(AllServers.IoUring, AllServers.C, null),
                ]),
            Idle(AllServers.C, "c", null),
            Idle(callback, "callback", 1.05),
            Idle(awaited, "await", 1.05),
            Idle(compat, "compat", 1.15),
            Idle(AllServers.Asked, "asked", null),
            new CpuWork(
                "lines",
                "Lines of 32 bytes echoed, 50 connections",
                [new EchoLoad(32, 16, lines: true)],
                [AllServers.AsyncioLines],
                [new(chat, AllServers.UvloopLines, 0.35), new(compatLines, AllServers.AsynchatLines, 0.5)]),
            new CpuWork(
                "http",
                "HTTP: GET /, 64 connections, wrk",
                [new HttpLoad(1), new HttpLoad(16)],
                [compatHttp, AllServers.NodeHttp],
                [new(http, AllServers.Nginx, 1.1), new(http, AllServers.KestrelHttp, 0.6)]),
            new CpuWork(
                "redis",
                "Redis commands, 50 clients, redis-benchmark",
                [.. Depths.SelectMany(depth => Commands.Select(command => new RedisLoad(command, depth)))],
                [],
                [new(AllServers.Redis, AllServers.RedisServer, 1.0)]),
            new CpuWork(
                "accepts",
                "Connections accepted, one request each, closed",
                [new AcceptLoad()],
                [AllServers.ReceiveAsync, AllServers.Kestrel, AllServers.Uvloop],
                [new(callback, AllServers.C, 1.3), new(awaited, AllServers.C, 1.3), new(compat, AllServers.C, 1.3), new(AllServers.IoUring, AllServers.C, null)]),
            new MemoryWork(
                awaited, 1.5, AllServers.C, callback, compat, AllServers.Uvloop, AllServers.Node, AllServers.ReceiveAsync, AllServers.Kestrel),
            new StartUpWork(),
            new ScalingWork(),
            new FramingWork(),
            new PostWork(),
            new TimerWork(),
            new SimulationWork(),
        ];
    }

    private static CpuWork Idle(ServerSpec server, string name, double? limit) => new(
        $"idle-{name}",
        $"{server.Name} beside idle connections",
        [new EchoLoad(64, 1)],
        [],
        [new(new Participant(server, Idle: true), server, limit)]);
}
