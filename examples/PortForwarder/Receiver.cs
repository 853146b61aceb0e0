using AsyncoreNet;

namespace PortForwarder;

/// <summary>The side of the client that was accepted.</summary>
internal sealed class Receiver(byte[] buffer, ChannelSocket conn) : Side(buffer, conn);
