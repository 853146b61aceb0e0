using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>The suite over IPv6, where the system has it.</summary>
public abstract class BaseTestAPI_UseIPv6Sockets : BaseTestAPI_UseInternetSockets
{
    private static readonly Lazy<bool> s_enabled = new(IsEnabled);

    private protected BaseTestAPI_UseIPv6Sockets(Order order, Ground ground)
        : base(AddressFamily.InterNetworkV6, "::1", order, ground)
    {
        Skip.IfNot(ground == Ground.Simulated || s_enabled.Value, "IPv6 has no loopback address here.");
    }

    private static bool IsEnabled()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
