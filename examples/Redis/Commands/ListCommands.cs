using Redis.Data;
using Redis.Protocol;

namespace Redis.Commands;

/// <summary>Lists.</summary>
internal static class ListCommands
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(10_000); // any longer one is this one

    public static void LPush(Session session, Arguments request) => Push(session, request, atLeft: true);

    public static void RPush(Session session, Arguments request) => Push(session, request, atLeft: false);

    public static void LPop(Session session, Arguments request) => Pop(session, request, atLeft: true, "lpop");

    public static void RPop(Session session, Arguments request) => Pop(session, request, atLeft: false, "rpop");

    public static void BLPop(Session session, Arguments request) => PopOrWait(session, request, atLeft: true);

    public static void BRPop(Session session, Arguments request) => PopOrWait(session, request, atLeft: false);

    public static void LLen(Session session, Arguments request)
    {
        if (session.TryFind(request[1], out ListValue? list))
        {
            session.Reply.Integer(list?.Count ?? 0);
        }
    }

    public static void LRange(Session session, Arguments request)
    {
        if (!Numbers.TryParse(request[2], out long first) || !Numbers.TryParse(request[3], out long last))
        {
            session.Reply.Error(Errors.NotAnInteger);
            return;
        }

        if (!session.TryFind(request[1], out ListValue? list))
        {
            return;
        }

        (int start, int count) = Places.InRange(first, last, list?.Count ?? 0);
        session.Reply.Array(count);
        for (int i = start; i < start + count; i++)
        {
            session.Reply.Bulk(list![i]);
        }
    }

    private static void Push(Session session, Arguments request, bool atLeft)
    {
        if (session.FindOrAdd<ListValue>(request[1]) is not { } list)
        {
            return;
        }

        for (int i = 2; i < request.Count; i++)
        {
            list.Push(request[i].ToArray(), atLeft);
        }

        session.Reply.Integer(list.Count);
        session.Keys.Waiting.Pushed(request[1]);
    }

    private static void Pop(Session session, Arguments request, bool atLeft, string name)
    {
        ReplyWriter reply = session.Reply;
        if (request.Count > 3)
        {
            session.RejectCount(name);
            return;
        }

        bool hasCount = request.Count == 3;
        long count = 1;
        if (hasCount && (!Numbers.TryParse(request[2], out count) || count < 0))
        {
            reply.Error(Errors.NotPositive);
            return;
        }

        if (!session.TryFind(request[1], out ListValue? list))
        {
            return;
        }

        if (list is null)
        {
            reply.Raw(hasCount ? "*-1\r\n"u8 : "$-1\r\n"u8);
            return;
        }

        count = Math.Min(count, list.Count);
        if (hasCount)
        {
            reply.Array((int)count);
        }

        for (int i = 0; i < count; i++)
        {
            reply.Bulk(list.Pop(atLeft));
        }

        session.Keys.RemoveIfEmpty(request[1], list);
    }

    private static void PopOrWait(Session session, Arguments request, bool atLeft)
    {
        if (!TryParseTimeout(session, request[request.Count - 1], out TimeSpan? timeout))
        {
            return;
        }

        for (int i = 1; i < request.Count - 1; i++)
        {
            if (!session.TryFind(request[i], out ListValue? list))
            {
                return;
            }

            if (list is not null)
            {
                BlockedPop.WriteReply(session.Reply, request[i], list.Pop(atLeft));
                session.Keys.RemoveIfEmpty(request[i], list);
                return;
            }
        }

        if (session.IsInTransaction)
        {
            session.Reply.NullArray();
            return;
        }

        var keys = new HashSet<byte[]>(BytesComparer.Instance);
        for (int i = 1; i < request.Count - 1; i++)
        {
            keys.Add(request[i].ToArray());
        }

        session.Block(new BlockedPop(session.Keys, [.. keys], atLeft, session.Reply, session.Server.Loop, timeout));
    }

    /// <summary>Reads seconds; 0 is no limit, which is null.</summary>
    private static bool TryParseTimeout(Session session, ReadOnlySpan<byte> text, out TimeSpan? timeout)
    {
        timeout = null;
        if (!Numbers.TryParse(text, out double seconds))
        {
            session.Reply.Error("ERR timeout is not a float or out of range"u8);
            return false;
        }

        if (seconds < 0 || seconds * 1000 > long.MaxValue) // which is negative to the original: it overflows
        {
            session.Reply.Error("ERR timeout is negative"u8);
            return false;
        }

        if (seconds > 0)
        {
            timeout = TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(seconds * 1000), LongestTimeout.TotalMilliseconds));
        }

        return true;
    }
}
