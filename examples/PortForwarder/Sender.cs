using System.Net;
using System.Net.Sockets;

namespace PortForwarder;

/// <summary>The side of the remote server. What the client sends while this still connects waits in its buffer.</summary>
internal sealed class Sender : Side
{
    public Sender(byte[] buffer, Receiver receiver, EndPoint remote)
        : base(buffer)
    {
        Join(receiver);
        create_socket(remote.AddressFamily);
        try
        {
            connect(remote);
        }
        catch (SocketException)
        {
            close(); // as in Python, a connect that fails at once leaves the channel in its map
            throw;
        }
    }
}
