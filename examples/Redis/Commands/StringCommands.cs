using Redis.Data;
using Redis.Protocol;

namespace Redis.Commands;

/// <summary>Strings, and those which are numbers.</summary>
internal static class StringCommands
{
    public static void Get(Session session, Arguments request) => TryGet(session, request[1]);

    public static void Set(Session session, Arguments request)
    {
        if (request.Count == 3)
        {
            session.Keys.SetString(request[1], request[2]);
            session.Reply.Ok();
            return;
        }

        if (!SetOptions.TryParse(request, out SetOptions options))
        {
            session.Reply.Error(Errors.Syntax);
            return;
        }

        if (!options.TryGetDeadline(session, out long deadline) || (options.Gets && !TryGet(session, request[1])))
        {
            return;
        }

        bool isThere = session.Keys.Find(request[1]) is not null;
        if ((options.IfMissing && isThere) || (options.IfThere && !isThere))
        {
            if (!options.Gets)
            {
                session.Reply.Null();
            }

            return;
        }

        session.Keys.SetString(request[1], request[2], options.KeepsDeadline);
        if (options.HasTime && deadline > session.Keys.Now)
        {
            session.Keys.SetDeadline(request[1], session.Keys.Find(request[1])!, deadline);
        }
        else if (options.HasTime)
        {
            session.Keys.Remove(request[1]); // it was over before it began
        }

        if (!options.Gets)
        {
            session.Reply.Ok();
        }
    }

    public static void GetSet(Session session, Arguments request)
    {
        if (TryGet(session, request[1]))
        {
            session.Keys.SetString(request[1], request[2]);
        }
    }

    public static void MGet(Session session, Arguments request)
    {
        session.Reply.Array(request.Count - 1);
        for (int i = 1; i < request.Count; i++)
        {
            if (session.Keys.Find(request[i]) is StringValue value)
            {
                session.Reply.Bulk(value.Bytes);
            }
            else
            {
                session.Reply.Null();
            }
        }
    }

    public static void MSet(Session session, Arguments request)
    {
        if (request.Count % 2 == 0)
        {
            session.RejectCount("mset");
            return;
        }

        for (int i = 1; i < request.Count; i += 2)
        {
            session.Keys.SetString(request[i], request[i + 1]);
        }

        session.Reply.Ok();
    }

    public static void Append(Session session, Arguments request)
    {
        if (!session.TryFind(request[1], out StringValue? value))
        {
            return;
        }

        if ((value?.Length ?? 0) + (long)request[2].Length > Limits.Bulk)
        {
            session.Reply.Error("ERR string exceeds maximum allowed size (proto-max-bulk-len)"u8);
            return;
        }

        value ??= session.Keys.Add(request[1], new StringValue());
        value.Append(request[2]);
        session.Reply.Integer(value.Length);
    }

    public static void StrLen(Session session, Arguments request)
    {
        if (session.TryFind(request[1], out StringValue? value))
        {
            session.Reply.Integer(value?.Length ?? 0);
        }
    }

    public static void Incr(Session session, Arguments request) => Add(session, request[1], 1);

    public static void Decr(Session session, Arguments request) => Add(session, request[1], -1);

    public static void IncrBy(Session session, Arguments request)
    {
        if (Numbers.TryParse(request[2], out long increment))
        {
            Add(session, request[1], increment);
        }
        else
        {
            session.Reply.Error(Errors.NotAnInteger);
        }
    }

    public static void DecrBy(Session session, Arguments request)
    {
        if (!Numbers.TryParse(request[2], out long decrement))
        {
            session.Reply.Error(Errors.NotAnInteger);
        }
        else if (decrement == long.MinValue)
        {
            session.Reply.Error("ERR decrement would overflow"u8);
        }
        else
        {
            Add(session, request[1], -decrement);
        }
    }

    private static void Add(Session session, ReadOnlySpan<byte> key, long increment)
    {
        if (!session.TryFind(key, out StringValue? value))
        {
            return;
        }

        long number = 0;
        if (value is not null && !Numbers.TryParse(value.Bytes, out number))
        {
            session.Reply.Error(Errors.NotAnInteger);
            return;
        }

        if (increment > 0 ? number > long.MaxValue - increment : number < long.MinValue - increment)
        {
            session.Reply.Error("ERR increment or decrement would overflow"u8);
            return;
        }

        number += increment;
        Span<byte> text = stackalloc byte[Numbers.LongestInteger];
        (value ?? session.Keys.Add(key, new StringValue())).Set(text[..Numbers.Format(number, text)]);
        session.Reply.Integer(number);
    }

    /// <summary>Replies with a string. False if the key is something else.</summary>
    private static bool TryGet(Session session, ReadOnlySpan<byte> key)
    {
        if (!session.TryFind(key, out StringValue? value))
        {
            return false;
        }

        if (value is null)
        {
            session.Reply.Null();
        }
        else
        {
            session.Reply.Bulk(value.Bytes);
        }

        return true;
    }
}
