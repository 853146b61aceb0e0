using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace AsyncoreNet.Compat;

/// <summary>Python's <c>repr</c> of the things that asyncore writes to its log.</summary>
internal static class repr
{
    private static readonly string s_namespace = typeof(repr).Namespace + ".";

    /// <summary><c>&lt;asyncore.dispatcher listening 127.0.0.1:80 at 0x1f&gt;</c>.</summary>
    public static string Of(asyncore.dispatcher channel)
    {
        var text = new StringBuilder("<").Append(Name(channel.GetType()));
        if (channel.accepting && channel.addr is not null)
        {
            text.Append(" listening");
        }
        else if (channel.connected)
        {
            text.Append(" connected");
        }

        if (channel.addr is { } address)
        {
            text.Append(' ').Append(Of(address));
        }

        return text.Append(" at 0x").Append(Id(channel)).Append('>').ToString();
    }

    /// <summary>The channel's own text, or a stand-in if that throws.</summary>
    public static string OfSafely(object channel)
    {
        try
        {
            return channel.ToString() ?? string.Empty;
        }
        catch (Exception exception) when (exception is not LoopExitException)
        {
            return $"<__repr__(self) failed for object at {Id(channel)}>";
        }
    }

    /// <summary>
    /// <c>host:port</c> for an IPv4 address or a name; the tuple of an IPv6 address and the string of a Unix path as Python
    /// prints them.
    /// </summary>
    public static string Of(EndPoint address) => address switch
    {
        IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6 } ip =>
            $"('{new IPAddress(ip.Address.GetAddressBytes())}', {ip.Port}, 0, {ip.Address.ScopeId})",
        IPEndPoint ip => $"{ip.Address}:{ip.Port}",
        DnsEndPoint name => $"{name.Host}:{name.Port}",
        UnixDomainSocketEndPoint path => $"'{path}'",
        _ => address.ToString() ?? string.Empty,
    };

    /// <summary><c>b'…'</c>.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        char quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'';
        var text = new StringBuilder("b").Append(quote);
        foreach (byte value in bytes)
        {
            _ = (char)value switch
            {
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\\' => text.Append("\\\\"),
                var c when c == quote => text.Append('\\').Append(c),
                >= ' ' and <= '~' and var c => text.Append(c),
                _ => text.Append("\\x").Append(Convert.ToHexStringLower([value])),
            };
        }

        return text.Append(quote).ToString();
    }

    private static string Name(Type type)
    {
        string name = (type.FullName ?? type.Name).Replace('+', '.');
        return name.StartsWith(s_namespace, StringComparison.Ordinal) ? name[s_namespace.Length..] : name;
    }

    private static string Id(object o) => RuntimeHelpers.GetHashCode(o).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
}
