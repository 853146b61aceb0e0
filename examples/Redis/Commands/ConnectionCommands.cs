using Redis.Protocol;

namespace Redis.Commands;

/// <summary>What concerns the connection alone.</summary>
internal static class ConnectionCommands
{
    public static void Ping(Session session, Arguments request)
    {
        ReplyWriter reply = session.Reply;
        if (request.Count > 2)
        {
            session.RejectCount("ping");
        }
        else if (session.IsSubscriber)
        {
            reply.Array(2); // so that it cannot be taken for a message
            reply.Bulk("pong"u8);
            reply.Bulk(request.Count == 2 ? request[1] : default);
        }
        else if (request.Count == 2)
        {
            reply.Bulk(request[1]);
        }
        else
        {
            reply.Raw("+PONG\r\n"u8);
        }
    }

    public static void Echo(Session session, Arguments request) => session.Reply.Bulk(request[1]);

    public static void Quit(Session session, Arguments request)
    {
        session.Reply.Ok();
        session.Quit();
    }

    public static void Select(Session session, Arguments request)
    {
        if (!Numbers.TryParse(request[1], out long index))
        {
            session.Reply.Error(Errors.NotAnInteger);
        }
        else if (index is < int.MinValue or > int.MaxValue)
        {
            session.Reply.Error("ERR value is out of range, value must between -2147483648 and 2147483647"u8);
        }
        else if (index < 0 || index >= session.Server.Databases.Count)
        {
            session.Reply.Error("ERR DB index is out of range"u8);
        }
        else
        {
            session.Keys = session.Server.Databases[(int)index];
            session.Reply.Ok();
        }
    }

    /// <summary>Says who is here, and in which version of the protocol: there is only the second.</summary>
    public static void Hello(Session session, Arguments request)
    {
        ReplyWriter reply = session.Reply;
        if (request.Count > 1)
        {
            if (!Numbers.TryParse(request[1], out long version))
            {
                reply.Error("ERR Protocol version is not an integer or out of range"u8);
                return;
            }

            if (version != 2)
            {
                reply.Error("NOPROTO unsupported protocol version"u8);
                return;
            }

            if (request.Count > 2)
            {
                reply.Error($"ERR Syntax error in HELLO option '{System.Text.Encoding.Latin1.GetString(request[2])}'");
                return;
            }
        }

        reply.Array(14);
        reply.Bulk("server"u8);
        reply.Bulk("redis"u8);
        reply.Bulk("version"u8);
        reply.Bulk(ServerCommands.Version);
        reply.Bulk("proto"u8);
        reply.Integer(2);
        reply.Bulk("id"u8);
        reply.Integer(session.Id);
        reply.Bulk("mode"u8);
        reply.Bulk("standalone"u8);
        reply.Bulk("role"u8);
        reply.Bulk("master"u8);
        reply.Bulk("modules"u8);
        reply.Array(0);
    }
}
