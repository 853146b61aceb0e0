using System.Net;

using AsyncoreNet;

namespace Smtp.Tests;

/// <summary>A server that cannot listen.</summary>
internal sealed class BrokenDummyServer(EndPoint localaddr, EndPoint remoteaddr, ChannelMap map)
    : DummyServer(localaddr, remoteaddr, map, decode_data: true)
{
    public override void listen(int num) => throw new DummyDispatcherBroken();
}
