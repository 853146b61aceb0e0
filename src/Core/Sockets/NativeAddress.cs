using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet;

/// <summary>
/// Linux <c>sockaddr</c> bytes to end points. The other way is <see cref="EndPoint.Serialize"/>, whose bytes are the system's
/// own.
/// </summary>
internal static class NativeAddress
{
    /// <summary>Room for every address family's <c>sockaddr</c>.</summary>
    public const int MaxSize = 128;

    public const int Unix = 1;
    public const int Inet = 2;
    public const int Inet6 = 10;

    private static readonly UnixDomainSocketEndPoint UnixTemplate = new("/");

    public static int Family(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => Inet,
        AddressFamily.InterNetworkV6 => Inet6,
        AddressFamily.Unix => Unix,
        _ => -1,
    };

    public static AddressFamily Family(int native) => native switch
    {
        Inet => AddressFamily.InterNetwork,
        Inet6 => AddressFamily.InterNetworkV6,
        Unix => AddressFamily.Unix,
        _ => AddressFamily.Unknown,
    };

    /// <summary>The end point in <paramref name="bytes"/>, or null for a family that has none here.</summary>
    public static EndPoint? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
        {
            return null;
        }

        switch (BitConverter.ToUInt16(bytes))
        {
            case Inet:
                return new IPEndPoint(new IPAddress(bytes[4..8]), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
            case Inet6:
                return new IPEndPoint(
                    new IPAddress(bytes[8..24], BitConverter.ToUInt32(bytes[24..])),
                    BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
            case Unix:
                var address = new SocketAddress(AddressFamily.Unix, bytes.Length);
                bytes.CopyTo(address.Buffer.Span);
                return UnixTemplate.Create(address);
            default:
                return null;
        }
    }
}
