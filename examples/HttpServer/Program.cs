using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

using HttpServer;
using HttpServer.Compat;

return Server.Program(
    args,
    "An HTTP/1.1 server: a greeting at /, and at /echo whatever is posted comes back.",
    Limits.Options,
    new Style("compat", (address, parsed) => new Listener(address, Limits.From(parsed)), () => asyncore.loop()));
