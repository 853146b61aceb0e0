using AsyncoreNet;
using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

using Echo;

return Server.Program(
    args,
    "An echo server: whatever a client sends comes back.",
    new Style("callback", address => new CallbackEcho(address), () => Loop.Default.Run()),
    new Style("compat", address => new CompatEcho(address), () => asyncore.loop()),
    new Style("await", AwaitEcho.Listen, () => Loop.Default.Run()));
