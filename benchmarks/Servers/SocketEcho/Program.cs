// A peer of the benchmarks: the echo server as .NET has it without a library, one awaited loop for each connection.
// usage: SocketEcho PORT
using System.Globalization;
using System.Net;
using System.Net.Sockets;

using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
listener.Bind(new IPEndPoint(IPAddress.Loopback, int.Parse(args[0], CultureInfo.InvariantCulture)));
listener.Listen(512);
Console.WriteLine($"listening on {listener.LocalEndPoint}");
while (true)
{
    _ = EchoAsync(await listener.AcceptAsync());
}

static async Task EchoAsync(Socket client)
{
    using (client)
    {
        client.NoDelay = true;
        byte[] buffer = new byte[16384];
        try
        {
            int count;
            while ((count = await client.ReceiveAsync(buffer.AsMemory())) > 0)
            {
                ReadOnlyMemory<byte> rest = buffer.AsMemory(0, count);
                while (!rest.IsEmpty)
                {
                    rest = rest[await client.SendAsync(rest)..];
                }
            }
        }
        catch (SocketException)
        {
            // The client is gone.
        }
    }
}
