using System.Net;

namespace AsyncoreNet.Examples;

/// <summary>One way in which a server is written.</summary>
/// <param name="Name">What <c>--style</c> calls it.</param>
/// <param name="Listen">Makes the listener at an address.</param>
/// <param name="Loop">Runs the loop until all channels are gone.</param>
internal sealed record Style(string Name, Func<EndPoint, Dispatcher> Listen, Action Loop);
