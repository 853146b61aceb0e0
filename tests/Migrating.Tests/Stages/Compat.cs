using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace Chat.Compat;

internal sealed class Room
{
    // Ordered, as Python's dict is: a Dictionary fills the gap of who has left with who comes next.
    public OrderedDictionary<string, Member> members { get; } = [];

    public void join(string name, Member member)
    {
        say($"* {name} joins");
        members[name] = member;
    }

    public void leave(string? name, Member member)
    {
        if (name is not null && members.GetValueOrDefault(name) == member)
        {
            members.Remove(name);
            say($"* {name} leaves");
        }
    }

    public void say(string line, Member? but = null)
    {
        foreach (Member member in members.Values.ToArray()) // a copy: who is dropped meanwhile leaves
        {
            if (member != but)
            {
                member.tell(line);
            }
        }
    }
}

internal sealed class Member : asynchat.async_chat
{
    private const int MAX_LINE = 512; // bytes of a line, without its end
    private const int MAX_UNSENT = 65536; // bytes that wait for a client; one that reads too slowly is dropped

    private readonly Room _room;
    private string? _name;
    private int _lineLength;
    private TimeSpan _lastHeard;
    private Action<string> _process; // what to do with a line

    public Member(ChannelSocket sock, Room room)
        : base(sock)
    {
        ac_in_buffer_size = 4096;
        _room = room;
        _lastHeard = Loop!.Time;
        _process = take_name;
        set_terminator("\n"u8);
        tell("Who are you?");
    }

    public override void collect_incoming_data(byte[] data)
    {
        if (_process == ignore)
        {
            return;
        }

        _collect_incoming_data(data);
        _lineLength += data.Length;
        if (_lineLength > MAX_LINE)
        {
            finish("That line is too long.");
        }
    }

    public override void found_terminator()
    {
        string line = Encoding.UTF8.GetString(_get_data()).TrimEnd('\r');
        _lineLength = 0;
        _lastHeard = Loop!.Time;
        if (line.Length > 0)
        {
            _process(line);
        }
    }

    private void take_name(string line)
    {
        if (!Regex.IsMatch(line, @"\A[A-Za-z0-9]{1,16}\z"))
        {
            tell("A name has 1 to 16 letters and digits.");
        }
        else if (_room.members.ContainsKey(line))
        {
            tell($"{line} is here already.");
        }
        else
        {
            _name = line;
            _process = take_line;
            _room.join(line, this);
            tell($"Welcome, {line}.");
        }
    }

    private void take_line(string line)
    {
        if (line == "/quit")
        {
            finish("Bye.");
        }
        else if (line == "/who")
        {
            tell("Here: " + string.Join(", ", _room.members.Keys));
        }
        else if (line.StartsWith('/'))
        {
            tell($"There is no {line}.");
        }
        else
        {
            _room.say($"{_name}: {line}", but: this);
        }
    }

    private void ignore(string line)
    {
    }

    public void tell(string line)
    {
        push(Encoding.UTF8.GetBytes(line + "\r\n"));
        if (PendingOutput > MAX_UNSENT)
        {
            leave();
            close();
        }
    }

    public void finish(string line)
    {
        tell(line);
        close_when_done();
        leave();
    }

    private void leave()
    {
        _process = ignore;
        incoming.Clear();
        _room.leave(_name, this);
    }

    public void send_away_if_silent(TimeSpan silence)
    {
        if (_process != ignore && Loop!.Time - _lastHeard > silence)
        {
            finish("You are silent.");
        }
    }

    public override void handle_close()
    {
        leave();
        close();
    }
}

internal sealed class Listener : asyncore.dispatcher
{
    private readonly Room _room;

    public Listener(int port, Room room)
    {
        _room = room;
        create_socket();
        set_reuse_addr();
        bind(("127.0.0.1", port));
        listen(128);
    }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr) => _ = new Member(sock, _room);
}

internal static class ChatServer
{
    public static int Main(string[] args)
    {
        int port = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 0;
        var silence = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 600);

        var room = new Room();
        var listener = new Listener(port, room);
        Console.WriteLine($"listening on {listener.socket!.LocalEndPoint}");

        bool stopping = false;
        using IDisposable interrupted = Loop.Default.OnSignal(PosixSignal.SIGINT, () => stopping = true);
        using IDisposable terminated = Loop.Default.OnSignal(PosixSignal.SIGTERM, () => stopping = true);
        var console = new ConcurrentQueue<string>();
        new Thread(() => read_console(console)) { IsBackground = true }.Start();
        while (!stopping)
        {
            asyncore.loop(timeout: 1.0, count: 1);
            while (console.TryDequeue(out string? line))
            {
                room.say("* operator: " + line);
            }

            foreach (Member member in asyncore.socket_map.Values.OfType<Member>().ToArray())
            {
                member.send_away_if_silent(silence);
            }
        }

        room.say("* The server stops.");
        asyncore.close_all();
        return 0;
    }

    private static void read_console(ConcurrentQueue<string> lines)
    {
        while (Console.ReadLine() is { } line)
        {
            lines.Enqueue(line);
        }
    }
}
