using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>What every traced channel has: a name, and acts. Parallel to Tracing in traced.py.</summary>
internal sealed class Tracer(Stage stage, asyncore.dispatcher channel, string name)
{
    public string Name { get; } = name;

    public Stage Stage { get; } = stage;

    /// <summary>What a handler does besides what its class says, by the handler's name.</summary>
    public Dictionary<string, Action> Acts { get; } = [];

    public bool Quiet { get; set; }

    /// <summary>Traces a handler with the channel's flags, then does what <see cref="Acts"/> has for it.</summary>
    public void On(string handler, string detail = "")
    {
        if (!Quiet)
        {
            Stage.trace($"{Name} {handler}{detail} [{Flags()}]");
        }

        if (Acts.TryGetValue(handler, out Action? act))
        {
            act();
        }
    }

    public string Flags()
    {
        IEnumerable<(string Name, bool Value)> flags =
            [("connected", channel.connected), ("accepting", channel.accepting), ("connecting", channel.connecting)];
        return string.Join(' ', flags.Where(f => f.Value).Select(f => f.Name));
    }

    public void Show() => Stage.trace($"{Name} is [{Flags()}]");

    public void Got(byte[] data) => Stage.trace($"{Name} received \"{System.Text.Encoding.Latin1.GetString(data)}\"");
}
