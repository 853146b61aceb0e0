using System.CommandLine;
using System.Net;

using AsyncoreNet.Async;

namespace AsyncoreNet.Examples;

/// <summary>One way in which a server is written.</summary>
/// <param name="Name">What <c>--style</c> calls it.</param>
/// <param name="Listen">Makes the listener at an address, with the server's own options.</param>
/// <param name="Loop">Runs the loop until all channels are gone.</param>
internal sealed record Style(string Name, Func<EndPoint, ParseResult, Dispatcher> Listen, Action Loop)
{
    /// <summary>A style of a server without options of its own.</summary>
    public Style(string name, Func<EndPoint, Dispatcher> listen, Action loop)
        : this(name, (address, _) => listen(address), loop)
    {
    }

    /// <summary>What a stop begins with, before channels close; it has so much time. Nothing by default.</summary>
    public Func<TimeSpan, Task> Stopping { get; init; } = _ => Task.CompletedTask;

    /// <summary>The style <c>await</c> of a server whose handlers are to end by themselves when it stops.</summary>
    public static Style Awaited(Func<EndPoint, ParseResult, AsyncServer> listen)
    {
        AsyncServer? server = null;
        return new Style("await", Listen, () => AsyncoreNet.Loop.Default.Run()) { Stopping = time => server!.StopAsync(time) };

        Dispatcher Listen(EndPoint address, ParseResult options)
        {
            server = listen(address, options);
            return server.Channel;
        }
    }
}
