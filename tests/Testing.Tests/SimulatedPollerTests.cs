using System.IO.Pipes;
using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests;

/// <summary>What the poller of a simulated host watches.</summary>
public sealed class SimulatedPollerTests
{
    private readonly SimulatedHost _host = new SimulatedNetwork(new VirtualTimeProvider()).AddHost("host");

    [Fact]
    public void Add_PipeOfTheSystem_IsRefused()
    {
        using var pipe = new AnonymousPipeServerStream();
        using var file = new FileDescriptorSocket((int)pipe.SafePipeHandle.DangerousGetHandle(), ownsDescriptor: false);

        AssertRefused(file);
    }

    [Fact]
    public void Add_SocketOfTheSystem_IsRefused()
    {
        using ChannelSocket socket = SystemNetwork.Instance.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream);

        AssertRefused(socket);
    }

    /// <summary>Its descriptor is that of a simulated socket, too: it must not be taken for that.</summary>
    private void AssertRefused(ChannelSocket real)
    {
        ChannelSocket twin;
        do
        {
            twin = _host.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream);
        }
        while (twin.Descriptor < real.Descriptor);

        using IPoller poller = _host.CreatePoller(PollerKind.Default);
        Assert.Equal(SocketError.OperationNotSupported, poller.Add(real.Descriptor, 1, PollFlags.In, real));
        Assert.Equal(SocketError.Success, poller.Add(twin.Descriptor, 1, PollFlags.In, twin));
    }
}
