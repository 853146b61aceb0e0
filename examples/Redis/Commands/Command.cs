using Redis.Protocol;

namespace Redis.Commands;

/// <summary>Performs a command for a session: its reply is written there.</summary>
internal delegate void CommandHandler(Session session, Arguments request);

/// <summary>A command.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Arity">The arguments that it takes, its name among them; negative where there may be more.</param>
/// <param name="Perform">What it does.</param>
/// <param name="Keys">
/// Which arguments are keys: the first, the last (negative: from the end), and the step between them.
/// </param>
internal sealed record Command(string Name, int Arity, CommandHandler Perform, (int First, int Last, int Step) Keys = default)
{
    /// <summary>Whether those who listen to channels may use it.</summary>
    public bool SuitsSubscribers { get; init; }

    /// <summary>Whether it is performed at once after MULTI, where others wait for EXEC.</summary>
    public bool IsNeverQueued { get; init; }

    /// <summary>
    /// The commands that its first argument tells apart; that is in their names, behind a bar, and one of their arguments.
    /// Null if it has none.
    /// </summary>
    public IReadOnlyList<Command>? Subcommands { get; init; }

    /// <summary>Whether it takes so many arguments.</summary>
    public bool Takes(int count) => Arity >= 0 ? count == Arity : count >= -Arity;
}
