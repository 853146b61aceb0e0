using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>The suite over Unix sockets, without the four tests that CPython skips there.</summary>
public abstract class BaseTestAPI_UseUnixSockets : BaseTestAPI
{
    private readonly string _path = Pairs.UnixPath();

    private protected BaseTestAPI_UseUnixSockets(Order order, Ground ground)
        : base(AddressFamily.Unix, order, ground)
    {
    }

    protected override EndPoint Address => new UnixDomainSocketEndPoint(_path);

    protected override void Dispose(bool disposing)
    {
        File.Delete(_path);
        base.Dispose(disposing);
    }
}
