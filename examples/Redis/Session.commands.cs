using Redis.Commands;
using Redis.Data;
using Redis.Protocol;

namespace Redis;

/// <content>How a request becomes a command, and what commands know of the client.</content>
internal sealed partial class Session
{
    private HashSet<byte[]>? _channels; // made by those who subscribe
    private HashSet<byte[]>? _patterns;
    private BlockedPop? _blocked;
    private bool _hasQuit;

    /// <summary>The commands that wait for EXEC, after MULTI.</summary>
    public Transaction? Transaction { get; set; }

    /// <summary>Whether an EXEC is under way: its commands do not wait for anything.</summary>
    public bool IsInTransaction { get; set; }

    /// <summary>Channels that the client listens to.</summary>
    public HashSet<byte[]> Channels => _channels ??= new HashSet<byte[]>(BytesComparer.Instance);

    /// <summary>Patterns of channels that it listens to.</summary>
    public HashSet<byte[]> Patterns => _patterns ??= new HashSet<byte[]>(BytesComparer.Instance);

    /// <summary>How many they are.</summary>
    public int SubscriptionCount => (_channels?.Count ?? 0) + (_patterns?.Count ?? 0);

    public bool IsSubscriber => SubscriptionCount > 0;

    /// <summary>The reply to this request is the last.</summary>
    public void Quit() => _hasQuit = true;

    /// <summary>No further request is performed until this has ended.</summary>
    public void Block(BlockedPop pop) => _blocked = pop;

    /// <summary>
    /// Finds what a key stands for; null if it is not there. False if it is something else: that was replied then.
    /// </summary>
    public bool TryFind<T>(ReadOnlySpan<byte> key, out T? value)
        where T : Value
    {
        Value? found = Keys.Find(key);
        value = found as T;
        if (found is null || value is not null)
        {
            return true;
        }

        Reply.Error(Errors.WrongType);
        return false;
    }

    /// <summary>The same, with a new value where the key is not there. Null if it is something else.</summary>
    public T? FindOrAdd<T>(ReadOnlySpan<byte> key)
        where T : Value, new() =>
        TryFind(key, out T? value) ? value ?? Keys.Add(key, new T()) : null;

    /// <summary>The arguments are too few or too many.</summary>
    public void RejectCount(string command) => Reply.Error(Errors.WrongCount(command));

    private void Perform(Arguments request)
    {
        Command? command = CommandTable.Find(request[0]);
        if (command?.Subcommands is { } subcommands && request.Count > 1)
        {
            command = CommandTable.Find(subcommands, request[1]);
        }

        if (command is null)
        {
            RejectUnknown(request);
        }
        else if (!command.Takes(request.Count))
        {
            Reject(command, Errors.WrongCount(command.Name));
        }
        else if (IsSubscriber && !command.SuitsSubscribers)
        {
            Reject(command, Errors.Subscribed(command.Name));
        }
        else if (Transaction is not null && !command.IsNeverQueued)
        {
            Queue(command, request);
        }
        else
        {
            _server.CommandCount++;
            command.Perform(this, request);
            Keys.Waiting.Serve();
        }
    }

    /// <summary>
    /// There is no such command or subcommand. If a browser asks for it, which a page of somebody else has made do so, it is
    /// not listened to any more.
    /// </summary>
    private void RejectUnknown(Arguments request)
    {
        if (request.Is(0, "post"u8) || request.Is(0, "host:"u8))
        {
            Reply.Clear();
            Quit();
        }
        else
        {
            Reject(command: null, CommandTable.Find(request[0]) is { } group
                ? Errors.UnknownSubcommand(request[1], group.Name.ToUpperInvariant())
                : Errors.UnknownCommand(request));
        }
    }

    private void Queue(Command command, Arguments request)
    {
        Transaction!.Add(command, request);
        if (Transaction.Length > Limits.Request)
        {
            _connection.Abort();
            _hasQuit = true;
        }

        Reply.Raw("+QUEUED\r\n"u8);
    }

    /// <summary>
    /// A command is not performed, and so will be no other of its transaction. An EXEC ends that all the same.
    /// </summary>
    private void Reject(Command? command, string error)
    {
        Transaction?.HasFailed = true;
        if (command is { Name: "exec" })
        {
            Transaction = null;
            error = $"EXECABORT Transaction discarded because of: {error["ERR ".Length..]}";
        }

        Reply.Error(error);
    }

    private void UnsubscribeAll()
    {
        foreach (byte[] channel in _channels ?? [])
        {
            _server.Channels.Remove(channel, this);
        }

        foreach (byte[] pattern in _patterns ?? [])
        {
            _server.Patterns.Remove(pattern, this);
        }

        _channels = _patterns = null;
    }
}
