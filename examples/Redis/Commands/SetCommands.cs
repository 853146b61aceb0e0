using Redis.Data;
using Redis.Protocol;

namespace Redis.Commands;

/// <summary>Sets.</summary>
internal static class SetCommands
{
    public static void SAdd(Session session, Arguments request)
    {
        if (session.FindOrAdd<SetValue>(request[1]) is not { } set)
        {
            return;
        }

        int added = 0;
        for (int i = 2; i < request.Count; i++)
        {
            added += set.Add(request[i]) ? 1 : 0;
        }

        session.Reply.Integer(added);
    }

    public static void SRem(Session session, Arguments request)
    {
        if (!session.TryFind(request[1], out SetValue? set))
        {
            return;
        }

        int removed = 0;
        if (set is not null)
        {
            for (int i = 2; i < request.Count; i++)
            {
                removed += set.Remove(request[i]) ? 1 : 0;
            }

            session.Keys.RemoveIfEmpty(request[1], set);
        }

        session.Reply.Integer(removed);
    }

    public static void SIsMember(Session session, Arguments request)
    {
        if (session.TryFind(request[1], out SetValue? set))
        {
            session.Reply.Integer(set is not null && set.Contains(request[2]) ? 1 : 0);
        }
    }

    public static void SMembers(Session session, Arguments request)
    {
        if (!session.TryFind(request[1], out SetValue? set))
        {
            return;
        }

        session.Reply.Array(set?.Count ?? 0);
        if (set is not null)
        {
            foreach (byte[] member in set)
            {
                session.Reply.Bulk(member);
            }
        }
    }
}
