using HttpServer;
using HttpServer.Compat;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>
/// The classic handler, which keeps what reaches <c>handle_error</c>, where the server would write a line of its log.
/// </summary>
internal sealed class Witness(ChannelSocket socket, Limits limits, Clock clock, ChannelMap map, List<Exception> errors)
    : RequestHandler(socket, limits, clock, map)
{
    public override void handle_error(Exception exception)
    {
        errors.Add(exception);
        EndAfterError();
    }
}
