using Redis.Data;
using Redis.Protocol;

namespace Redis.Commands;

/// <summary>Hashes.</summary>
internal static class HashCommands
{
    public static void HSet(Session session, Arguments request)
    {
        if (request.Count % 2 == 1)
        {
            session.RejectCount("hset");
            return;
        }

        if (session.FindOrAdd<HashValue>(request[1]) is not { } hash)
        {
            return;
        }

        int added = 0;
        for (int i = 2; i < request.Count; i += 2)
        {
            added += hash.Set(request[i], request[i + 1]) ? 1 : 0;
        }

        session.Reply.Integer(added);
    }

    public static void HGet(Session session, Arguments request)
    {
        if (!session.TryFind(request[1], out HashValue? hash))
        {
            return;
        }

        if (hash is not null && hash.TryGet(request[2], out ReadOnlySpan<byte> value))
        {
            session.Reply.Bulk(value);
        }
        else
        {
            session.Reply.Null();
        }
    }

    public static void HGetAll(Session session, Arguments request)
    {
        if (!session.TryFind(request[1], out HashValue? hash))
        {
            return;
        }

        session.Reply.Array(2 * (hash?.Count ?? 0));
        if (hash is not null)
        {
            foreach ((byte[] field, byte[] value) in hash)
            {
                session.Reply.Bulk(field);
                session.Reply.Bulk(value);
            }
        }
    }

    public static void HDel(Session session, Arguments request)
    {
        if (!session.TryFind(request[1], out HashValue? hash))
        {
            return;
        }

        int removed = 0;
        if (hash is not null)
        {
            for (int i = 2; i < request.Count; i++)
            {
                removed += hash.Remove(request[i]) ? 1 : 0;
            }

            session.Keys.RemoveIfEmpty(request[1], hash);
        }

        session.Reply.Integer(removed);
    }
}
