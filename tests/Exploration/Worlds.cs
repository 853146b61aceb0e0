namespace AsyncoreNet.Exploration;

/// <summary>All explored worlds by name, for what is done to each of them.</summary>
internal static class Worlds
{
    private static readonly Dictionary<string, Func<ExploredWorld>> Makers = new()
    {
        ["echo callback"] = () => new EchoWorld("callback"),
        ["echo compat"] = () => new EchoWorld("compat"),
        ["echo await"] = () => new EchoWorld("await"),
        ["chat compat"] = () => new ChatEchoWorld("compat"),
        ["chat await"] = () => new ChatEchoWorld("await"),
        ["forwarder compat"] = () => new ForwarderWorld("compat"),
        ["forwarder await"] = () => new ForwarderWorld("await"),
        ["http compat"] = () => new HttpWorld("compat"),
        ["http await"] = () => new HttpWorld("await"),
        ["smtp compat"] = () => new SmtpWorld("compat"),
        ["smtp await"] = () => new SmtpWorld("await"),
        ["relay compat"] = () => new SmtpRelayWorld("compat"),
        ["relay await"] = () => new SmtpRelayWorld("await"),
        ["redis"] = () => new RedisWorld(),
    };

    public static IEnumerable<string> Names => Makers.Keys;

    public static ExploredWorld Create(string name) => Makers[name]();

    /// <summary>The same with another loop for the server.</summary>
    public static ExploredWorld Create(string name, Func<ExploredWorld, Loop> makeServerLoop)
    {
        ExploredWorld world = Makers[name]();
        world.MakeServerLoop = makeServerLoop;
        return world;
    }
}
