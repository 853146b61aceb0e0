using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>The suite over IPv4, by the name of the host.</summary>
public abstract class BaseTestAPI_UseIPv4Sockets : BaseTestAPI_UseInternetSockets
{
    private protected BaseTestAPI_UseIPv4Sockets(Order order, Ground ground)
        : base(AddressFamily.InterNetwork, "localhost", order, ground)
    {
    }
}
