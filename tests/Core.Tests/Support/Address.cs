using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>Addresses to bind to: any free port of loopback, or a path that nothing else has.</summary>
internal sealed class Address : IDisposable
{
    private static readonly Lazy<bool> HasIPv6 = new(TryIPv6);

    private readonly string? _path;

    public Address(StreamFamily family)
    {
        switch (family)
        {
            case StreamFamily.IPv4:
                (Family, EndPoint) = (AddressFamily.InterNetwork, new IPEndPoint(IPAddress.Loopback, 0));
                break;
            case StreamFamily.IPv6:
                Skip.IfNot(HasIPv6.Value, "This machine has no IPv6 loopback.");
                (Family, EndPoint) = (AddressFamily.InterNetworkV6, new IPEndPoint(IPAddress.IPv6Loopback, 0));
                break;
            default:
                _path = Path.Combine(Path.GetTempPath(), $"asyncorenet-{Guid.NewGuid():N}.sock");
                (Family, EndPoint) = (AddressFamily.Unix, new UnixDomainSocketEndPoint(_path));
                break;
        }
    }

    public AddressFamily Family { get; }

    /// <summary>What to bind to.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>A blocking socket that gives up after a while.</summary>
    public Socket CreateSocket()
    {
        var protocol = Family == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp;
        return new Socket(Family, SocketType.Stream, protocol)
        {
            ReceiveTimeout = (int)Background.Patience.TotalMilliseconds,
            SendTimeout = (int)Background.Patience.TotalMilliseconds,
        };
    }

    /// <summary>A listener bound to the address.</summary>
    public Socket Listen()
    {
        Socket listener = CreateSocket();
        listener.Bind(EndPoint);
        listener.Listen();
        return listener;
    }

    /// <summary>A connection over the address: the near end for a channel, the far end for the test.</summary>
    public (ChannelSocket Near, Socket Far) Connect()
    {
        using Socket listener = Listen();
        Socket far = CreateSocket();
        far.Connect(listener.LocalEndPoint!);
        Socket near = listener.Accept();
        Dispose();
        return (near, far);
    }

    public void Dispose()
    {
        if (_path is not null)
        {
            File.Delete(_path);
        }
    }

    private static bool TryIPv6()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
