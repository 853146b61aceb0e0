namespace Peers;

/// <summary>A server that takes its turns in a measurement.</summary>
/// <param name="Server">The server.</param>
/// <param name="Idle">Whether it has idle connections beside the busy ones.</param>
internal sealed record Participant(ServerSpec Server, bool Idle = false)
{
    /// <summary>Its name in the tables.</summary>
    public string Name => Idle ? $"{Server.Name}, idle beside" : Server.Name;

    public static implicit operator Participant(ServerSpec server) => new(server);
}
