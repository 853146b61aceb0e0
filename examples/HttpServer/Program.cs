using AsyncoreNet;
using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

using HttpServer;

using Await = HttpServer.Await;
using Compat = HttpServer.Compat;

return Server.Program(
    args,
    "An HTTP/1.1 server: a greeting at /, and at /echo whatever is posted comes back.",
    Limits.Options,
    new Style("compat", (address, parsed) => new Compat.Listener(address, Limits.From(parsed)), () => asyncore.loop()),
    new Style("await", (address, parsed) => Await.RequestHandler.Listen(address, Limits.From(parsed)), () => Loop.Default.Run()));
