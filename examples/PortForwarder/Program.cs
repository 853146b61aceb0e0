using System.CommandLine;

using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

using PortForwarder;

Option<string> localIP = CommandLine.Host("--local-ip", "Address or name to listen at.", "127.0.0.1", "-l", "--host");
Option<int> localPort = CommandLine.Port("--local-port", "Port to listen at; 0 is any free one.", byDefault: 0, "-p", "--port");
Option<string> remoteIP = CommandLine.Host("--remote-ip", "Address or name of the server to forward to.", byDefault: null, "-r");
Option<int> remotePort = CommandLine.Port("--remote-port", "Its port.", byDefault: null, "-P");
Option<string> style = CommandLine.Style("compat");

var command = new RootCommand("Forwards each connection to another server.") { localIP, localPort, remoteIP, remotePort, style };
return CommandLine.Run(command, args, parsed => Server.Run(
    new Forwarder(
        Addresses.Resolve(parsed.GetRequiredValue(localIP), parsed.GetRequiredValue(localPort)),
        // Looked up once: a look-up waits for the resolver, and all connections would wait with it.
        Addresses.Resolve(parsed.GetRequiredValue(remoteIP), parsed.GetRequiredValue(remotePort))),
    // In the order of poll, a hang-up reaches handle_close even while readable() says no.
    () => asyncore.loop(use_poll: true)));
