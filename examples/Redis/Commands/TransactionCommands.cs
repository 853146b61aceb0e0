using Redis.Data;
using Redis.Protocol;

namespace Redis.Commands;

/// <summary>Commands that are performed together, with nothing of another client between them.</summary>
internal static class TransactionCommands
{
    public static void Multi(Session session, Arguments request)
    {
        if (session.Transaction is not null)
        {
            session.Reply.Error("ERR MULTI calls can not be nested"u8);
            return;
        }

        session.Transaction = new Transaction();
        session.Reply.Ok();
    }

    public static void Exec(Session session, Arguments request)
    {
        if (session.Transaction is not { } transaction)
        {
            session.Reply.Error("ERR EXEC without MULTI"u8);
            return;
        }

        session.Transaction = null;
        if (transaction.HasFailed)
        {
            session.Reply.Error("EXECABORT Transaction discarded because of previous errors."u8);
            return;
        }

        transaction.Perform(session);
        foreach (Keyspace keys in session.Server.Databases)
        {
            keys.Waiting.Serve(); // any of them may have been selected
        }
    }

    public static void Discard(Session session, Arguments request)
    {
        if (session.Transaction is null)
        {
            session.Reply.Error("ERR DISCARD without MULTI"u8);
            return;
        }

        session.Transaction = null;
        session.Reply.Ok();
    }
}
