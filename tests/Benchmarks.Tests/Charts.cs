using Peers.Report;

namespace AsyncoreNet.Benchmarks.Tests;

/// <summary>Charts for the tests: one as the benchmarks draw it, and others that are as hard to lay out as any.</summary>
internal static class Charts
{
    public static BarChart Usual { get; } = new()
    {
        Title = "Echo: what a request costs",
        Subtitle = "server CPU per request, µs; less is better",
        ReferenceName = "C, epoll",
        PeerName = "other runtimes",
        FullLength = 12,
        Groups =
        [
            Load("64 bytes, 1 in flight", 3.21, [3.36, 3.89, 3.52], [7.40, 8.15, 9.93, 31.70]),
            Load("64 bytes, 16 in flight", 0.31, [0.34, 0.47, 0.36], [0.82, 0.71, 1.95, 5.12]) with { FullLength = 2 },
            Load("16 KiB, 1 in flight", 6.90, [7.02, 7.33, 7.10], [11.20, 11.96, 13.42, 38.05]),
        ],
    };

    public static BarChart Hard { get; } = Usual with
    {
        Title = string.Join(' ', Enumerable.Repeat("A title of many words", 9)),
        Subtitle = new string('W', 200) + " and " + new string('m', 90),
        Format = "#,0.000000 'requests in a second'",
        OwnName = new string('O', 120),
        ReferenceName = "another name of the reference that is so long that it has a line for itself, or nearly has it",
        PeerName = new string('x', 300),
        FullLength = 10,
        Line = new ReferenceLine(9.9, "a line with a name of its own"),
        Groups =
        [
            new BarGroup(string.Join(' ', Enumerable.Repeat("group", 60)),
            [
                new Bar(new string('M', 100), 9.85, ServerKind.Own),
                new Bar("l", 0, ServerKind.Peer),
                new Bar("", 1e15, ServerKind.Peer),
                new Bar("名前 of 🐍🐍🐍🐍🐍🐍🐍🐍🐍🐍🐍🐍", 9.9, ServerKind.Reference),
            ]),
            new BarGroup("", [new Bar("<b>&amp;\"'", 10, ServerKind.Own)]),
        ],
    };

    /// <summary>A chart with one group.</summary>
    public static BarChart Of(params Bar[] bars) => new()
    {
        Title = "title",
        Subtitle = "subtitle",
        Groups = [new BarGroup("group", bars)],
    };

    private static BarGroup Load(string name, double c, double[] own, double[] peers) => new(name,
    [
        new Bar("C epoll loop", c, ServerKind.Reference),
        new Bar("callback", own[0], ServerKind.Own),
        new Bar("await", own[2], ServerKind.Own),
        new Bar("compat", own[1], ServerKind.Own),
        new Bar("Socket.ReceiveAsync", peers[0], ServerKind.Peer),
        new Bar("Kestrel", peers[1], ServerKind.Peer),
        new Bar("uvloop", peers[2], ServerKind.Peer),
        new Bar("CPython asyncore", peers[3], ServerKind.Peer),
    ])
    {
        Line = new ReferenceLine(c, "C, epoll, as a line"),
    };
}
