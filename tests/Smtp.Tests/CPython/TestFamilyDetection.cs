using System.Net.Sockets;

namespace Smtp.Tests.CPython;

/// <summary>Mirrors <c>TestFamilyDetection</c> of CPython's <c>test_smtpd</c>.</summary>
public sealed class TestFamilyDetection : MockedTest
{
    [Fact]
    public void Socket_uses_IPv6() =>
        Assert.Equal(AddressFamily.InterNetworkV6, new SMTPServer(HOSTv6, HOST, map: Map).socket!.AddressFamily);

    [Fact]
    public void Socket_uses_IPv4() =>
        Assert.Equal(AddressFamily.InterNetwork, new SMTPServer(HOST, HOSTv6, map: Map).socket!.AddressFamily);
}
