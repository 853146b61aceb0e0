using System.Globalization;

namespace Peers;

/// <summary>Connections that have one message echoed and end.</summary>
internal sealed class AcceptLoad() : Load("64 bytes, 50 at a time")
{
    public override string? WhyAbsent => NativePrograms.WhyAbsent;

    public override LoadResult Run(ServerProcess server, Settings settings, double seconds) => LoadResult.Parse(Generate(
        server,
        settings,
        [
            NativePrograms.Accepts, "127.0.0.1", $"{server.Port}", $"{EchoLoad.Connections}", "64",
            seconds.ToString(CultureInfo.InvariantCulture), $"{server.Id}",
        ]));
}
