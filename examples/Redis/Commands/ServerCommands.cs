using System.Globalization;
using System.Text;

using Redis.Data;
using Redis.Protocol;

namespace Redis.Commands;

/// <summary>What concerns the whole server.</summary>
internal static class ServerCommands
{
    /// <summary>What tools ask for before they begin.</summary>
    private static readonly (byte[] Name, byte[] Value)[] Settings =
    [
        ("appendonly"u8.ToArray(), "no"u8.ToArray()),
        ("databases"u8.ToArray(), "16"u8.ToArray()),
        ("maxmemory"u8.ToArray(), "0"u8.ToArray()),
        ("proto-max-bulk-len"u8.ToArray(), "536870912"u8.ToArray()),
        ("save"u8.ToArray(), []),
    ];

    /// <summary>The version of the original whose replies these are.</summary>
    public static ReadOnlySpan<byte> Version => "7.0.15"u8;

    public static void Command(Session session, Arguments request)
    {
        ReplyWriter reply = session.Reply;
        reply.Array(CommandTable.All.Count);
        foreach (Command command in CommandTable.All)
        {
            reply.Array(6);
            reply.Bulk(Encoding.ASCII.GetBytes(command.Name));
            reply.Integer(command.Arity);
            reply.Array(0); // flags, for which nobody has asked yet
            reply.Integer(command.Keys.First);
            reply.Integer(command.Keys.Last);
            reply.Integer(command.Keys.Step);
        }
    }

    public static void CommandCount(Session session, Arguments request) => session.Reply.Integer(CommandTable.All.Count);

    public static void CommandDocs(Session session, Arguments request) => session.Reply.Array(0); // tools can do without

    public static void ConfigGet(Session session, Arguments request)
    {
        ReplyWriter reply = session.Reply;
        List<(byte[] Name, byte[] Value)> found = [];
        foreach ((byte[] Name, byte[] Value) setting in Settings)
        {
            for (int i = 2; i < request.Count; i++)
            {
                byte[] pattern = new byte[request[i].Length];
                Ascii.ToLower(request[i], pattern, out _);
                if (Glob.Matches(pattern, setting.Name))
                {
                    bool isPattern = pattern.AsSpan().ContainsAny("*?["u8);
                    found.Add((isPattern ? setting.Name : request[i].ToArray(), setting.Value)); // a name as it was asked for
                    break;
                }
            }
        }

        reply.Array(2 * found.Count);
        foreach ((byte[] name, byte[] value) in found)
        {
            reply.Bulk(name);
            reply.Bulk(value);
        }
    }

    /// <summary>Says how things are: in all sections, or in those that are named.</summary>
    public static void Info(Session session, Arguments request)
    {
        RedisServer server = session.Server;
        HashSet<string> wanted = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 1; i < request.Count; i++)
        {
            wanted.Add(Encoding.Latin1.GetString(request[i]));
        }

        bool all = wanted.Count == 0 || wanted.Overlaps(["default", "all", "everything"]);
        var text = new StringBuilder();
        Section("Server", [
            ("redis_version", Encoding.ASCII.GetString(Version)),
            ("redis_mode", "standalone"),
            ("process_id", Environment.ProcessId),
            ("uptime_in_seconds", (long)(server.Loop.Time - server.Started).TotalSeconds)]);
        Section("Clients", [
            ("connected_clients", server.SessionCount),
            ("blocked_clients", server.BlockedCount)]);
        Section("Memory", [
            ("used_memory", GC.GetTotalMemory(forceFullCollection: false))]);
        Section("Stats", [
            ("total_connections_received", server.ConnectionCount),
            ("total_commands_processed", server.CommandCount),
            ("pubsub_channels", server.Channels.All.Count),
            ("pubsub_patterns", server.Patterns.All.Count)]);
        Section("Keyspace", server.Databases
            .Select((keys, i) => ($"db{i}", (object)$"keys={keys.Count},expires={keys.ExpiringCount},avg_ttl=0", keys.Count))
            .Where(one => one.Count > 0)
            .Select(one => (one.Item1, one.Item2)));
        session.Reply.Bulk(Encoding.ASCII.GetBytes(text.ToString()));

        void Section(string name, IEnumerable<(string Name, object Value)> fields)
        {
            if (!all && !wanted.Contains(name))
            {
                return;
            }

            text.Append(text.Length > 0 ? "\r\n" : string.Empty).Append("# ").Append(name).Append("\r\n");
            foreach ((string field, object value) in fields)
            {
                text.Append(CultureInfo.InvariantCulture, $"{field}:{value}\r\n");
            }
        }
    }

    public static void DbSize(Session session, Arguments request) => session.Reply.Integer(session.Keys.Count);

    public static void FlushAll(Session session, Arguments request) => Flush(session, request, session.Server.Databases);

    public static void FlushDb(Session session, Arguments request) => Flush(session, request, [session.Keys]);

    private static void Flush(Session session, Arguments request, IReadOnlyList<Keyspace> databases)
    {
        if (request.Count > 2 || (request.Count == 2 && !request.Is(1, "sync"u8) && !request.Is(1, "async"u8)))
        {
            session.Reply.Error(Errors.Syntax);
            return;
        }

        foreach (Keyspace keys in databases)
        {
            keys.Clear();
        }

        session.Reply.Ok();
    }
}
