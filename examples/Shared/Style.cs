using System.CommandLine;
using System.Net;

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
}
