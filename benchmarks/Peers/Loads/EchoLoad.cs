using System.Globalization;

namespace Peers;

/// <summary>Messages that the server sends back, on connections that stay.</summary>
/// <param name="bytes">Length of a message.</param>
/// <param name="depth">Messages in flight on a connection.</param>
/// <param name="lines">Whether each message ends with a newline.</param>
internal sealed class EchoLoad(int bytes, int depth, bool lines = false) : Load(
    $"{(bytes % 1024 == 0 ? $"{bytes / 1024} KiB" : $"{bytes} bytes")}, {depth} in flight")
{
    /// <summary>Busy connections.</summary>
    public const int Connections = 50;

    public override string? WhyAbsent => NativePrograms.WhyAbsent;

    public override LoadResult Run(ServerProcess server, Settings settings, double seconds) => LoadResult.Parse(Generate(
        server,
        settings,
        [
            NativePrograms.LoadGenerator, "127.0.0.1", $"{server.Port}", $"{Connections}", $"{bytes}", $"{depth}",
            seconds.ToString(CultureInfo.InvariantCulture), "0", $"{server.Id}",
        ],
        lines ? [("NL", "1")] : []));
}
