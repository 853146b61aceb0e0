using System.Runtime.InteropServices;
using System.Text;

namespace Redis.Commands;

/// <summary>All commands.</summary>
internal static class CommandTable
{
    private const int LongestName = 15; // so that a name and its length are one number of 16 bytes

    /// <summary>The commands, in groups.</summary>
    public static IReadOnlyList<Command> All { get; } =
    [
        new("ping", -1, ConnectionCommands.Ping) { SuitsSubscribers = true },
        new("echo", 2, ConnectionCommands.Echo),
        new("quit", -1, ConnectionCommands.Quit) { SuitsSubscribers = true, IsNeverQueued = true },
        new("select", 2, ConnectionCommands.Select),
        new("hello", -1, ConnectionCommands.Hello),

        new("command", -1, ServerCommands.Command)
        {
            Subcommands =
            [
                new("command|count", 2, ServerCommands.CommandCount),
                new("command|docs", -2, ServerCommands.CommandDocs),
            ],
        },
        new("config", -2, static (_, _) => { }) // alone it has too few arguments
        {
            Subcommands = [new("config|get", -3, ServerCommands.ConfigGet)],
        },
        new("info", -1, ServerCommands.Info),
        new("dbsize", 1, ServerCommands.DbSize),
        new("flushall", -1, ServerCommands.FlushAll),
        new("flushdb", -1, ServerCommands.FlushDb),

        new("type", 2, KeyCommands.Type, (1, 1, 1)),
        new("del", -2, KeyCommands.Del, (1, -1, 1)),
        new("exists", -2, KeyCommands.Exists, (1, -1, 1)),
        new("expire", -3, KeyCommands.Expire, (1, 1, 1)),
        new("pexpire", -3, KeyCommands.PExpire, (1, 1, 1)),
        new("ttl", 2, KeyCommands.Ttl, (1, 1, 1)),
        new("pttl", 2, KeyCommands.PTtl, (1, 1, 1)),
        new("persist", 2, KeyCommands.Persist, (1, 1, 1)),
        new("keys", 2, KeyCommands.Keys),
        new("scan", -2, KeyCommands.Scan),

        new("set", -3, StringCommands.Set, (1, 1, 1)),
        new("get", 2, StringCommands.Get, (1, 1, 1)),
        new("getset", 3, StringCommands.GetSet, (1, 1, 1)),
        new("mget", -2, StringCommands.MGet, (1, -1, 1)),
        new("mset", -3, StringCommands.MSet, (1, -1, 2)),
        new("append", 3, StringCommands.Append, (1, 1, 1)),
        new("strlen", 2, StringCommands.StrLen, (1, 1, 1)),
        new("incr", 2, StringCommands.Incr, (1, 1, 1)),
        new("incrby", 3, StringCommands.IncrBy, (1, 1, 1)),
        new("decr", 2, StringCommands.Decr, (1, 1, 1)),
        new("decrby", 3, StringCommands.DecrBy, (1, 1, 1)),

        new("lpush", -3, ListCommands.LPush, (1, 1, 1)),
        new("rpush", -3, ListCommands.RPush, (1, 1, 1)),
        new("lpop", -2, ListCommands.LPop, (1, 1, 1)),
        new("rpop", -2, ListCommands.RPop, (1, 1, 1)),
        new("lrange", 4, ListCommands.LRange, (1, 1, 1)),
        new("llen", 2, ListCommands.LLen, (1, 1, 1)),
        new("blpop", -3, ListCommands.BLPop, (1, -2, 1)),
        new("brpop", -3, ListCommands.BRPop, (1, -2, 1)),

        new("hset", -4, HashCommands.HSet, (1, 1, 1)),
        new("hget", 3, HashCommands.HGet, (1, 1, 1)),
        new("hgetall", 2, HashCommands.HGetAll, (1, 1, 1)),
        new("hdel", -3, HashCommands.HDel, (1, 1, 1)),

        new("sadd", -3, SetCommands.SAdd, (1, 1, 1)),
        new("srem", -3, SetCommands.SRem, (1, 1, 1)),
        new("smembers", 2, SetCommands.SMembers, (1, 1, 1)),
        new("sismember", 3, SetCommands.SIsMember, (1, 1, 1)),

        new("zadd", -4, SortedSetCommands.ZAdd, (1, 1, 1)),
        new("zrange", -4, SortedSetRange.ZRange, (1, 1, 1)),
        new("zscore", 3, SortedSetCommands.ZScore, (1, 1, 1)),

        new("multi", 1, TransactionCommands.Multi) { IsNeverQueued = true },
        new("exec", 1, TransactionCommands.Exec) { IsNeverQueued = true },
        new("discard", 1, TransactionCommands.Discard) { IsNeverQueued = true },

        new("subscribe", -2, ChannelCommands.Subscribe) { SuitsSubscribers = true },
        new("psubscribe", -2, ChannelCommands.PSubscribe) { SuitsSubscribers = true },
        new("unsubscribe", -1, ChannelCommands.Unsubscribe) { SuitsSubscribers = true },
        new("punsubscribe", -1, ChannelCommands.PUnsubscribe) { SuitsSubscribers = true },
        new("publish", 3, ChannelCommands.Publish),
    ];

    private static readonly Dictionary<UInt128, Command> ByName =
        All.ToDictionary(command => Fold(Encoding.ASCII.GetBytes(command.Name)));

    /// <summary>The command of a name, in whatever case.</summary>
    public static Command? Find(ReadOnlySpan<byte> name) =>
        name.Length <= LongestName && ByName.TryGetValue(Fold(name), out Command? command) ? command : null;

    /// <summary>The subcommand of a name, in whatever case.</summary>
    public static Command? Find(IReadOnlyList<Command> subcommands, ReadOnlySpan<byte> name)
    {
        foreach (Command command in subcommands)
        {
            if (Ascii.EqualsIgnoreCase(command.Name.AsSpan(command.Name.IndexOf('|') + 1), name))
            {
                return command;
            }
        }

        return null;
    }

    /// <summary>A name as a number, the same in whatever case. One with other bytes than ASCII is none of a command.</summary>
    private static UInt128 Fold(ReadOnlySpan<byte> name)
    {
        Span<byte> folded = stackalloc byte[LongestName + 1];
        folded.Clear();
        Ascii.ToUpper(name, folded, out int length);
        folded[LongestName] = (byte)(length == name.Length ? length : byte.MaxValue);
        return MemoryMarshal.Read<UInt128>(folded);
    }
}
