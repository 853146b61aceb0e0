using Redis.Commands;
using Redis.Protocol;

namespace Redis;

/// <summary>The commands between MULTI and EXEC.</summary>
internal sealed class Transaction
{
    private readonly List<(Command Command, byte[] Bytes, Slice[] Slices)> _commands = [];

    /// <summary>Whether one of them could not be understood, so that none will be performed.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Bytes that they take.</summary>
    public long Length { get; private set; }

    /// <summary>Keeps a command.</summary>
    public void Add(Command command, Arguments request)
    {
        (byte[] bytes, Slice[] slices) = request.Copy();
        _commands.Add((command, bytes, slices));
        Length += bytes.Length + (16L * slices.Length) + 64;
    }

    /// <summary>Performs them, one after the other.</summary>
    public void Perform(Session session)
    {
        session.Reply.Array(_commands.Count);
        session.IsInTransaction = true;
        foreach ((Command command, byte[] bytes, Slice[] slices) in _commands)
        {
            command.Perform(session, new Arguments(bytes, slices));
        }

        session.IsInTransaction = false;
    }
}
