using HttpServer;
using HttpServer.Compat;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>
/// The server's handler, which keeps what reaches <c>handle_error</c>, where the server would write a line of its log.
/// </summary>
internal sealed class Witness(ChannelSocket socket, Limits limits, Clock clock, ChannelMap map)
    : RequestHandler(socket, limits, clock, map)
{
    public List<Exception> Errors { get; } = [];

    public override void handle_error(Exception exception)
    {
        Errors.Add(exception);
        EndAfterError();
    }
}
