using System.CommandLine;
using System.Net;

using AsyncoreNet;
using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

using PortForwarder;

Option<string> localIP = CommandLine.Host("--local-ip", "Address or name to listen at.", "127.0.0.1", "-l", "--host");
Option<int> localPort = CommandLine.Port("--local-port", "Port to listen at; 0 is any free one.", byDefault: 0, "-p", "--port");
Option<string> remoteIP = CommandLine.Host("--remote-ip", "Address or name of the server to forward to.", byDefault: null, "-r");
Option<int> remotePort = CommandLine.Port("--remote-port", "Its port.", byDefault: null, "-P");
Option<string> style = CommandLine.Style("compat", "await");

var command = new RootCommand("Forwards each connection to another server.") { localIP, localPort, remoteIP, remotePort, style };
return CommandLine.Run(command, args, parsed =>
{
    EndPoint local = Addresses.Resolve(parsed.GetRequiredValue(localIP), parsed.GetRequiredValue(localPort));
    // Looked up once: a look-up waits for the resolver, and all connections would wait with it.
    EndPoint remote = Addresses.Resolve(parsed.GetRequiredValue(remoteIP), parsed.GetRequiredValue(remotePort));
    return parsed.GetRequiredValue(style) == "await"
        ? Server.Run(AwaitForwarder.Listen(local, remote), () => Loop.Default.Run())
        // In the order of poll, a hang-up reaches handle_close even while readable() says no.
        : Server.Run(new Forwarder(local, remote), () => asyncore.loop(use_poll: true));
});
