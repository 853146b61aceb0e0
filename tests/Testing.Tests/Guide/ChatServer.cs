using System.Net;
using System.Net.Sockets;
using System.Text;

using AsyncoreNet;
using AsyncoreNet.Async;
using AsyncoreNet.Compat;
using AsyncoreNet.Testing;

using Xunit;

namespace Chat;

// The program, as it came from Python: what one says goes to all, line by line.
public sealed class ChatServer : asyncore.dispatcher
{
    public List<ChatSession> sessions { get; } = [];

    public ChatServer(string host, int port)
    {
        create_socket();
        set_reuse_addr();
        bind((host, port));
        listen(5);
    }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr) => sessions.Add(new ChatSession(this, sock));
}

public sealed class ChatSession : asynchat.async_chat
{
    private readonly ChatServer _server;

    public ChatSession(ChatServer server, ChannelSocket sock)
        : base(sock)
    {
        _server = server;
        set_terminator("\n"u8.ToArray());
    }

    public override void collect_incoming_data(byte[] data) => _collect_incoming_data(data);

    public override void found_terminator()
    {
        byte[] line = [.. _get_data(), (byte)'\n'];
        foreach (ChatSession session in _server.sessions.ToArray())
        {
            session.push(line);
        }
    }

    public override void handle_close()
    {
        _server.sessions.Remove(this);
        close();
    }
}

// Its test: three who talk, and connections that are reset in the middle of anything.
public sealed class ChatServerTests
{
    private const int Lines = 20;

    [Fact]
    public void Chat_ConnectionsAreReset_TheOthersMissNothing() => Simulation.Explore(Simulation.Seeds(200), async simulation =>
    {
        SimulatedHost host = simulation.Network.AddHost("chat");
        ChatServer? server = null;
        await simulation.Start(host, () =>
        {
            server = new ChatServer("0.0.0.0", 5222);
            return Task.CompletedTask;
        });
        simulation.Network.Conditions = LinkConditions.Draw(simulation.Random);
        simulation.Network.Faults = new FaultOptions { Reset = 0.02, ShortReceive = 0.3, ShortSend = 0.3, SplitSegment = 0.3, WouldBlock = 0.1 };

        string[] names = ["ann", "bob", "cyd"];
        Task[] talkers = [.. names.Select(name => simulation.Start(simulation.Network.AddHost(name), () => TalkAsync(name)))];
        await Task.WhenAll(talkers);
        while (server!.sessions.Count > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), simulation.Loop.TimeProvider); // the last ends are on their way
        }

        await simulation.Start(host, () =>
        {
            server.close();
            return Task.CompletedTask;
        });
    });

    // Says so many lines, and reads until it has heard them all itself; a reset ends it early, and that is all it may do.
    private static async Task TalkAsync(string name)
    {
        var heard = new Dictionary<string, int>();
        try
        {
            await using AsyncConnection connection = await AsyncConnection.ConnectAsync("chat", 5222);
            for (int number = 0; number < Lines; number++)
            {
                await connection.WriteAsync(Encoding.ASCII.GetBytes($"{name} {number}\n"));
            }

            while (heard.GetValueOrDefault(name) < Lines && await connection.ReadLineAsync() is { } line)
            {
                // Each speaker's lines come whole, in order, none twice and none left out: from the first that was heard on.
                string[] words = line.Split(' ');
                int number = int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture);
                Assert.Equal(2, words.Length);
                Assert.True(!heard.TryGetValue(words[0], out int next) || number == next, $"{name} hears '{line}' and not {next}");
                heard[words[0]] = number + 1;
            }
        }
        catch (SocketException)
        {
            // Reset.
        }
    }
}
