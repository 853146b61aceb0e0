using System.Net;

using AsyncoreNet;

namespace Smtp.Tests;

/// <summary>A server whose replies a test may choose, and whose output may end after any byte.</summary>
internal sealed class RefusingServer : DummyServer
{
    public RefusingServer(ChannelMap map, bool enable_SMTPUTF8 = false)
        : base(new IPEndPoint(IPAddress.Loopback, 0), null, map, enable_SMTPUTF8: enable_SMTPUTF8)
    {
        channel_class = (_, conn, addr) => new Channel(this, conn, addr);
    }

    /// <summary>The reply to a command with its argument; null for what a server says.</summary>
    public Func<string, string?, string?> Answer { get; set; } = (_, _) => null;

    /// <summary>The reply to a message; null for what a server says.</summary>
    public string? AnswerToMessage { get; set; }

    /// <summary>Bytes that each client gets before the connection ends.</summary>
    public int Budget { get; set; } = int.MaxValue;

    /// <summary>Whether it ends with a reset.</summary>
    public bool Resets { get; set; }

    /// <summary>The commands, with their arguments.</summary>
    public List<string> Commands { get; } = [];

    public override string? process_message(
        EndPoint peer,
        string mailfrom,
        IReadOnlyList<string> rcpttos,
        byte[] data,
        IReadOnlyList<string> mail_options,
        IReadOnlyList<string> rcpt_options) =>
        AnswerToMessage ?? base.process_message(peer, mailfrom, rcpttos, data, mail_options, rcpt_options);

    private sealed class Channel(RefusingServer server, ChannelSocket conn, EndPoint addr)
        : SMTPChannel(server, conn, addr, server.data_size_limit, server._map, server.enable_SMTPUTF8)
    {
        private int _budget = server.Budget;

        public override int send(ReadOnlySpan<byte> data)
        {
            int count = base.send(data[..Math.Min(data.Length, _budget)]);
            _budget -= count;
            if (_budget > 0)
            {
                return count;
            }

            Action end = server.Resets ? Abort : close;
            end();
            return data.Length;
        }

        protected override Action<string?>? find_command(string command) => arg =>
        {
            server.Commands.Add(arg is null ? command : $"{command} {arg}");
            if (server.Answer(command, arg) is { } reply)
            {
                push(reply);
            }
            else
            {
                base.find_command(command)!(arg);
            }
        };
    }
}
