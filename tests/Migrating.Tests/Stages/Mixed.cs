using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

using AsyncoreNet;
using AsyncoreNet.Async;
using AsyncoreNet.Compat;

namespace Chat.Mixed;

/// <summary>Who is in the room, whatever the style of the channel.</summary>
internal interface IMember
{
    /// <summary>Every connection is one, a legacy one and an awaited one.</summary>
    Dispatcher Channel { get; }

    /// <summary>Sends a line, and never waits: who reads too slowly is dropped.</summary>
    void Tell(string line);
}

/// <summary>The room, which knows no style.</summary>
internal sealed class Room
{
    private readonly OrderedDictionary<string, IMember> _members = [];

    public IEnumerable<string> Names => _members.Keys;

    public bool Has(string name) => _members.ContainsKey(name);

    public void Join(string name, IMember member)
    {
        Say($"* {name} joins");
        _members.Add(name, member);
        _ = LeaveWhenClosedAsync(name, member);
    }

    public void Leave(string? name, IMember member)
    {
        if (name is not null && _members.GetValueOrDefault(name) == member)
        {
            _members.Remove(name);
            Say($"* {name} leaves");
        }
    }

    public void Say(string line, IMember? but = null)
    {
        foreach (IMember member in _members.Values.ToArray()) // a copy: who is dropped meanwhile leaves
        {
            if (member != but)
            {
                member.Tell(line);
            }
        }
    }

    /// <summary>The last word: nobody hears how the others leave.</summary>
    public void Close(string line)
    {
        Say(line);
        _members.Clear();
    }

    private async Task LeaveWhenClosedAsync(string name, IMember member)
    {
        await member.Channel.Closed; // whatever closes it: the peer, an error, who drops it
        Leave(name, member);
    }
}

/// <summary>What both kinds of members have in common.</summary>
internal static class Rules
{
    public const int MaxLine = 512; // bytes of a line, without its end
    public const int MaxUnsent = 65536; // bytes that wait for a client; one that reads too slowly is dropped

    public static byte[] Encode(string line) => Encoding.UTF8.GetBytes(line + "\r\n");

    public static string Decode(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line).TrimEnd('\r');

    /// <summary>What is wrong with a name; null if it can be taken.</summary>
    public static string? CheckName(string name, Room room) =>
        !Regex.IsMatch(name, @"\A[A-Za-z0-9]{1,16}\z") ? "A name has 1 to 16 letters and digits."
        : room.Has(name) ? $"{name} is here already."
        : null;

    /// <summary>Does what a line says. Returns false when that is to leave.</summary>
    public static bool Obey(string line, string name, IMember member, Room room)
    {
        if (line == "/quit")
        {
            return false;
        }

        if (line == "/who")
        {
            member.Tell("Here: " + string.Join(", ", room.Names));
        }
        else if (line.StartsWith('/'))
        {
            member.Tell($"There is no {line}.");
        }
        else
        {
            room.Say($"{name}: {line}", but: member);
        }

        return true;
    }
}

/// <summary>A client of the old port: asynchat's state machine.</summary>
internal sealed class LegacyMember : asynchat.async_chat, IMember
{
    private readonly Room _room;
    private readonly TimeSpan _silence;
    private string? _name;
    private int _lineLength;
    private TimeSpan _lastHeard;
    private Action<string> _process; // what to do with a line

    public LegacyMember(ChannelSocket sock, Room room, TimeSpan silence)
        : base(sock)
    {
        ac_in_buffer_size = 4096;
        _room = room;
        _silence = silence;
        _lastHeard = Loop!.Time;
        _process = take_name;
        set_terminator("\n"u8);
        Tell("Who are you?");
        this.Start(SendAwayIfSilentAsync);
    }

    public Dispatcher Channel => this;

    public override void collect_incoming_data(byte[] data)
    {
        if (_process == ignore)
        {
            return;
        }

        _collect_incoming_data(data);
        _lineLength += data.Length;
        if (_lineLength > Rules.MaxLine)
        {
            finish("That line is too long.");
        }
    }

    public override void found_terminator()
    {
        string line = Rules.Decode(_get_data());
        _lineLength = 0;
        _lastHeard = Loop!.Time;
        if (line.Length > 0)
        {
            _process(line);
        }
    }

    public void Tell(string line)
    {
        if (IsClosed)
        {
            return; // the room hears of it in the next pass
        }

        push(Rules.Encode(line));
        if (PendingOutput > Rules.MaxUnsent)
        {
            close();
        }
    }

    private void take_name(string line)
    {
        if (Rules.CheckName(line, _room) is { } complaint)
        {
            Tell(complaint);
            return;
        }

        _name = line;
        _process = take_line;
        _room.Join(line, this);
        Tell($"Welcome, {line}.");
    }

    private void take_line(string line)
    {
        if (!Rules.Obey(line, _name!, this, _room))
        {
            finish("Bye.");
        }
    }

    private void ignore(string line)
    {
    }

    private void finish(string line)
    {
        _process = ignore;
        incoming.Clear();
        Tell(line);
        close_when_done();
        _room.Leave(_name, this);
    }

    /// <summary>Work of this channel: it ends when the channel is closed, and an exception of it reaches handle_error.</summary>
    private async Task SendAwayIfSilentAsync(CancellationToken closed)
    {
        TimeSpan left;
        while ((left = _lastHeard + _silence - Loop!.Time) > TimeSpan.Zero)
        {
            await Task.Delay(left, Loop.TimeProvider, closed);
        }

        if (_process != ignore)
        {
            finish("You are silent.");
        }
    }
}

/// <summary>The listener of the old port.</summary>
internal sealed class LegacyListener : asyncore.dispatcher
{
    private readonly Room _room;
    private readonly TimeSpan _silence;

    public LegacyListener(int port, Room room, TimeSpan silence)
    {
        _room = room;
        _silence = silence;
        create_socket();
        set_reuse_addr();
        bind(("127.0.0.1", port));
        listen(128);
    }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr) => _ = new LegacyMember(sock, _room, _silence);
}

/// <summary>A client of the new port: what it may do next is where its method waits.</summary>
internal sealed class AwaitedMember(AsyncConnection connection, Room room, TimeSpan silence) : IMember
{
    public Dispatcher Channel => connection.Channel;

    public async Task TalkAsync(CancellationToken stopping)
    {
        connection.HighWaterMark = Rules.MaxUnsent;
        using var silent = new CancellationTokenSource(silence, Loop.Current!.TimeProvider);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(silent.Token, stopping);
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines = new AsyncChat(connection).Messages("\n"u8, Rules.MaxLine);
        string? name = null;
        try
        {
            Tell("Who are you?");
            await foreach (ReadOnlyMemory<byte> bytes in lines.WithCancellation(over.Token))
            {
                string line = Rules.Decode(bytes.Span);
                silent.CancelAfter(silence);
                if (line.Length == 0)
                {
                    continue;
                }

                if (name is not null)
                {
                    if (!Rules.Obey(line, name, this, room))
                    {
                        Tell("Bye.");
                        return;
                    }
                }
                else if (Rules.CheckName(line, room) is { } complaint)
                {
                    Tell(complaint);
                }
                else
                {
                    name = line;
                    room.Join(name, this);
                    Tell($"Welcome, {name}.");
                }
            }
        }
        catch (MessageTooLongException)
        {
            Tell("That line is too long.");
        }
        catch (OperationCanceledException) when (silent.IsCancellationRequested)
        {
            Tell("You are silent.");
        }
        finally
        {
            room.Leave(name, this);
        }
    }

    public void Tell(string line)
    {
        if (connection.IsClosed)
        {
            return;
        }

        Task write = connection.WriteAsync(Rules.Encode(line)).AsTask();
        if (!write.IsCompletedSuccessfully)
        {
            connection.Abort(); // the write would wait: the client leaves more than the mark unsent
        }
    }
}

internal static class ChatServer
{
    public static int Main(string[] args)
    {
        int port = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 0;
        var silence = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 600);
        int newPort = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;

        Loop loop = Loop.Default;
        var room = new Room();
        var listener = new LegacyListener(port, room, silence);
        Console.WriteLine($"listening on {listener.socket!.LocalEndPoint}");
        AsyncServer server = AsyncServer.Start(
            new IPEndPoint(IPAddress.Loopback, newPort),
            (connection, stopping) => new AwaitedMember(connection, room, silence).TalkAsync(stopping));
        Console.WriteLine($"listening on {server.LocalEndPoint}");

        using IDisposable interrupted = loop.OnSignal(PosixSignal.SIGINT, Stop);
        using IDisposable terminated = loop.OnSignal(PosixSignal.SIGTERM, Stop);
        loop.Post(() => _ = listener.Start(_ => ReportUseAsync(listener)));
        new Thread(ReadConsole) { IsBackground = true }.Start();
        asyncore.loop(); // serves both kinds, until the map is empty
        return 0;

        void Stop()
        {
            room.Close("* The server stops.");
            loop.Stop(TimeSpan.FromSeconds(5));
        }

        void ReadConsole()
        {
            while (Console.ReadLine() is { } line)
            {
                loop.Post(() => room.Say("* operator: " + line));
            }
        }
    }

    /// <summary>Says when the old port is used: once nobody does that any more, it can go.</summary>
    private static async Task ReportUseAsync(Dispatcher listener)
    {
        int count = 0;
        await foreach (DispatcherEvent _ in listener.Events(kinds: DispatcherEventKind.Accept))
        {
            await Console.Error.WriteLineAsync($"connections to the old port: {++count}");
        }
    }
}
