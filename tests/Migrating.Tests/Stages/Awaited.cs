using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

using AsyncoreNet;
using AsyncoreNet.Async;

namespace Chat.Awaited;

internal sealed class Room
{
    private readonly OrderedDictionary<string, Member> _members = [];

    public IEnumerable<string> Names => _members.Keys;

    public bool Has(string name) => _members.ContainsKey(name);

    public void Join(string name, Member member)
    {
        Say($"* {name} joins");
        _members.Add(name, member);
    }

    public void Leave(string? name, Member member)
    {
        if (name is not null && _members.GetValueOrDefault(name) == member)
        {
            _members.Remove(name);
            Say($"* {name} leaves");
        }
    }

    public void Say(string line, Member? but = null)
    {
        foreach (Member member in _members.Values) // no copy: who is dropped leaves in a later pass
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
}

/// <summary>A client: what it may do next is where its method waits.</summary>
internal sealed class Member(AsyncConnection connection, Room room, TimeSpan silence)
{
    private const int MaxLine = 512; // bytes of a line, without its end
    private const int MaxUnsent = 65536; // bytes that wait for a client; one that reads too slowly is dropped

    private string? _name; // once it has joined the room

    public async Task ServeAsync(CancellationToken stopping)
    {
        connection.HighWaterMark = MaxUnsent;
        await using IAsyncEnumerator<string> lines = ReadLinesAsync(stopping);
        try
        {
            if (await JoinAsync(lines))
            {
                await TalkAsync(lines);
            }
        }
        catch (MessageTooLongException)
        {
            Tell("That line is too long.");
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            Tell("You are silent.");
        }
        finally
        {
            room.Leave(_name, this);
        }
    }

    /// <summary>Sends a line, and never waits: who reads too slowly is dropped.</summary>
    public void Tell(string line)
    {
        if (connection.IsClosed)
        {
            return;
        }

        Task write = connection.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n")).AsTask();
        if (!write.IsCompletedSuccessfully)
        {
            connection.Abort(); // the write would wait: the client leaves more than the mark unsent
        }
    }

    /// <summary>Asks for a name until there is one to join the room with. Returns false at the end of the stream.</summary>
    private async Task<bool> JoinAsync(IAsyncEnumerator<string> lines)
    {
        Tell("Who are you?");
        while (await lines.MoveNextAsync())
        {
            string name = lines.Current;
            if (!Regex.IsMatch(name, @"\A[A-Za-z0-9]{1,16}\z"))
            {
                Tell("A name has 1 to 16 letters and digits.");
            }
            else if (room.Has(name))
            {
                Tell($"{name} is here already.");
            }
            else
            {
                room.Join(name, this); // with no await since it was looked up: nobody can have taken it meanwhile
                _name = name;
                Tell($"Welcome, {name}.");
                return true;
            }
        }

        return false;
    }

    private async Task TalkAsync(IAsyncEnumerator<string> lines)
    {
        while (await lines.MoveNextAsync())
        {
            string line = lines.Current;
            if (line == "/quit")
            {
                Tell("Bye.");
                return;
            }

            if (line == "/who")
            {
                Tell("Here: " + string.Join(", ", room.Names));
            }
            else if (line.StartsWith('/'))
            {
                Tell($"There is no {line}.");
            }
            else
            {
                room.Say($"{_name}: {line}", but: this);
            }
        }
    }

    /// <summary>The lines that are not empty. Ends with the stream, and by cancellation when none comes for too long.</summary>
    private async IAsyncEnumerator<string> ReadLinesAsync(CancellationToken stopping)
    {
        using var silent = new CancellationTokenSource(silence, Loop.Current!.TimeProvider);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(silent.Token, stopping);
        var chat = new AsyncChat(connection);
        await foreach (ReadOnlyMemory<byte> bytes in chat.Messages("\n"u8, MaxLine).WithCancellation(over.Token))
        {
            silent.CancelAfter(silence); // it begins anew
            string line = Encoding.UTF8.GetString(bytes.Span).TrimEnd('\r');
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }
}

internal static class ChatServer
{
    public static int Main(string[] args)
    {
        int port = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 0;
        var silence = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 600);
        AsyncLoop.Run(stopping => ServeAsync(port, silence, stopping));
        return 0;
    }

    private static async Task ServeAsync(int port, TimeSpan silence, CancellationToken stopping)
    {
        var room = new Room();
        await using AsyncServer server = AsyncServer.Start(
            new IPEndPoint(IPAddress.Loopback, port),
            (connection, stop) => new Member(connection, room, silence).ServeAsync(stop));
        Console.WriteLine($"listening on {server.LocalEndPoint}");
        try
        {
            await TaskGroup.RunAsync(
                async group =>
                {
                    _ = group.Start(token => ReadConsoleAsync(room, token));
                    await Task.Delay(Timeout.Infinite, group.Token);
                },
                stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            room.Close("* The server stops.");
        }
    }

    private static async Task ReadConsoleAsync(Room room, CancellationToken stopping)
    {
        await using AsyncConnection console = AsyncFile.OpenStandardInput();
        while (await console.ReadLineAsync(cancellationToken: stopping) is { } line)
        {
            room.Say("* operator: " + line);
        }
    }
}
