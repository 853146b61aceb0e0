using System.Net;

using Echo;

namespace AsyncoreNet.Exploration;

/// <summary>The echo servers: what comes back is what was sent.</summary>
internal sealed class EchoWorld(string style) : ExploredWorld(style)
{
    protected override Dispatcher Listen(EndPoint address) => Style switch
    {
        "callback" => new CallbackEcho(address),
        "compat" => new CompatEcho(address),
        _ => AwaitEcho.Listen(address),
    };

    protected override Task TalkAsync(ExploredClient client)
    {
        int count = client.Random.Next(0, 6);
        byte[] input =
            [.. Enumerable.Range(1, count).SelectMany(i => client.CreateMessage(i, DrawSize(client.Random, 1, 2_000)))];
        return client.ConverseAsync(input, static input => input.ToArray());
    }
}
