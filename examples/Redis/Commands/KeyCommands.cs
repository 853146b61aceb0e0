using System.Globalization;

using Redis.Data;
using Redis.Protocol;

namespace Redis.Commands;

/// <summary>What is the same for keys of all types.</summary>
internal static class KeyCommands
{
    public static void Type(Session session, Arguments request) =>
        session.Reply.Simple(session.Keys.Find(request[1]) is { } value ? value.TypeName : "none"u8);

    public static void Del(Session session, Arguments request)
    {
        int count = 0;
        for (int i = 1; i < request.Count; i++)
        {
            count += session.Keys.Remove(request[i]) ? 1 : 0;
        }

        session.Reply.Integer(count);
    }

    public static void Exists(Session session, Arguments request)
    {
        int count = 0;
        for (int i = 1; i < request.Count; i++)
        {
            count += session.Keys.Find(request[i]) is null ? 0 : 1;
        }

        session.Reply.Integer(count);
    }

    public static void Expire(Session session, Arguments request) => Expire(session, request, unit: 1000, "expire");

    public static void PExpire(Session session, Arguments request) => Expire(session, request, unit: 1, "pexpire");

    public static void Ttl(Session session, Arguments request) => TimeLeft(session, request, unit: 1000);

    public static void PTtl(Session session, Arguments request) => TimeLeft(session, request, unit: 1);

    public static void Persist(Session session, Arguments request)
    {
        bool hasDeadline = session.Keys.Find(request[1]) is { ExpiresAt: not Value.Never };
        if (hasDeadline)
        {
            session.Keys.SetDeadline(request[1], session.Keys.Find(request[1])!, Value.Never);
        }

        session.Reply.Integer(hasDeadline ? 1 : 0);
    }

    public static void Keys(Session session, Arguments request)
    {
        List<byte[]> found = [];
        byte[] pattern = request[1].ToArray();
        session.Keys.Scan(0, session.Keys.Count, (key, _) =>
        {
            if (Glob.Matches(pattern, key))
            {
                found.Add(key);
            }
        });
        WriteKeys(session.Reply, found);
    }

    public static void Scan(Session session, Arguments request)
    {
        ReplyWriter reply = session.Reply;
        if (!ulong.TryParse(request[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong cursor))
        {
            reply.Error("ERR invalid cursor"u8);
            return;
        }

        long count = 10;
        byte[]? pattern = null;
        byte[]? type = null;
        for (int i = 2; i < request.Count; i += 2)
        {
            bool hasValue = i + 1 < request.Count;
            if (hasValue && request.Is(i, "count"u8))
            {
                if (!Numbers.TryParse(request[i + 1], out count))
                {
                    reply.Error(Errors.NotAnInteger);
                    return;
                }

                if (count < 1)
                {
                    reply.Error(Errors.Syntax);
                    return;
                }
            }
            else if (hasValue && request.Is(i, "match"u8))
            {
                pattern = request[i + 1].ToArray();
            }
            else if (hasValue && request.Is(i, "type"u8))
            {
                type = request[i + 1].ToArray();
            }
            else
            {
                reply.Error(Errors.Syntax);
                return;
            }
        }

        List<byte[]> found = [];
        cursor = session.Keys.Scan(cursor, count, (key, value) =>
        {
            if ((pattern is null || Glob.Matches(pattern, key))
                && (type is null || System.Text.Ascii.EqualsIgnoreCase(type, value.TypeName)))
            {
                found.Add(key);
            }
        });
        Span<byte> text = stackalloc byte[Numbers.LongestInteger];
        reply.Array(2);
        reply.Bulk(text[..Numbers.Format((long)cursor, text)]);
        WriteKeys(reply, found);
    }

    private static void WriteKeys(ReplyWriter reply, List<byte[]> keys)
    {
        reply.Array(keys.Count);
        foreach (byte[] key in keys)
        {
            reply.Bulk(key);
        }
    }

    private static void Expire(Session session, Arguments request, long unit, string name)
    {
        ReplyWriter reply = session.Reply;
        if (!TryParseConditions(session, request, out ExpireConditions conditions))
        {
            return;
        }

        if (!Numbers.TryParse(request[2], out long time))
        {
            reply.Error(Errors.NotAnInteger);
            return;
        }

        long now = session.Keys.Now;
        if (time > long.MaxValue / unit || time < long.MinValue / unit || time * unit > long.MaxValue - now)
        {
            reply.Error(Errors.ExpireTime(name));
            return;
        }

        long deadline = now + (time * unit);
        if (session.Keys.Find(request[1]) is not { } value || !Allow(conditions, value.ExpiresAt, deadline))
        {
            reply.Integer(0);
            return;
        }

        if (deadline <= now)
        {
            session.Keys.Remove(request[1]);
        }
        else
        {
            session.Keys.SetDeadline(request[1], value, deadline);
        }

        reply.Integer(1);
    }

    private static bool TryParseConditions(Session session, Arguments request, out ExpireConditions conditions)
    {
        conditions = ExpireConditions.None;
        for (int i = 3; i < request.Count; i++)
        {
            ExpireConditions one = request.Is(i, "nx"u8) ? ExpireConditions.IfNone
                : request.Is(i, "xx"u8) ? ExpireConditions.IfAny
                : request.Is(i, "gt"u8) ? ExpireConditions.IfLater
                : request.Is(i, "lt"u8) ? ExpireConditions.IfEarlier
                : ExpireConditions.None;
            if (one == ExpireConditions.None)
            {
                session.Reply.Error($"ERR Unsupported option {System.Text.Encoding.Latin1.GetString(request[i])}");
                return false;
            }

            conditions |= one;
        }

        if (conditions.HasFlag(ExpireConditions.IfNone) && conditions != ExpireConditions.IfNone)
        {
            session.Reply.Error("ERR NX and XX, GT or LT options at the same time are not compatible"u8);
            return false;
        }

        if (conditions.HasFlag(ExpireConditions.IfLater | ExpireConditions.IfEarlier))
        {
            session.Reply.Error("ERR GT and LT options at the same time are not compatible"u8);
            return false;
        }

        return true;
    }

    /// <summary>Whether a deadline may take the place of another. None at all counts as later than any.</summary>
    private static bool Allow(ExpireConditions conditions, long before, long deadline)
    {
        bool hadNone = before == Value.Never;
        return !(conditions.HasFlag(ExpireConditions.IfNone) && !hadNone)
            && !(conditions.HasFlag(ExpireConditions.IfAny) && hadNone)
            && !(conditions.HasFlag(ExpireConditions.IfLater) && (hadNone || deadline <= before))
            && !(conditions.HasFlag(ExpireConditions.IfEarlier) && !hadNone && deadline >= before);
    }

    private static void TimeLeft(Session session, Arguments request, long unit)
    {
        long left = session.Keys.Find(request[1]) switch
        {
            null => -2,
            { ExpiresAt: Value.Never } => -1,
            var value => (value.ExpiresAt - session.Keys.Now + (unit / 2)) / unit,
        };
        session.Reply.Integer(left);
    }
}
