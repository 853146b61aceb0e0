using AsyncoreNet;
using AsyncoreNet.Examples;

using Redis;

return Server.Program(
    args,
    "A server of the Redis protocol, RESP2, which keeps everything in memory.",
    Style.Awaited((address, _) => new RedisServer(Loop.Default).Listen(address)));
