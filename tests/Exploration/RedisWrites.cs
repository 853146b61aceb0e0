using System.Globalization;
using System.Text;

using AsyncoreNet.Redis.Tests;
using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration;

/// <summary>
/// The commands of one connection on keys of its own, the replies that they must get, and what the keys stand for after each of
/// them.
/// </summary>
internal sealed class RedisWrites
{
    private readonly SimulationRandom _random;
    private readonly string _name;
    private readonly StringBuilder _input = new();
    private readonly StringBuilder _replies = new();
    private readonly List<(int InputEnd, int RepliesEnd, string Kept)> _steps = []; // behind each command, and before the first
    private readonly SortedDictionary<string, string> _strings = new(StringComparer.Ordinal);
    private readonly List<string> _list = [];
    private int _sent; // bytes
    private int _received;

    public RedisWrites(SimulationRandom random, string name)
    {
        (_random, _name) = (random, name);
        _steps.Add((0, 0, Kept));
        for (int i = random.Next(1, 20); i > 0; i--)
        {
            if (random.Chance(0.2))
            {
                Transact();
            }
            else
            {
                (string command, Func<string> perform) = Draw();
                Ask(command, perform());
            }
        }
    }

    /// <summary>All commands.</summary>
    public byte[] Input => Resp.Bytes(_input.ToString());

    /// <summary>The commands whose two replies tell what is kept.</summary>
    public string[] Audit => [Resp.Request(["MGET", .. Names.Select(Key)]), Resp.Request("LRANGE", Key("list"), "0", "-1")];

    private static string[] Names => ["number", "text", "other"];

    private string Kept => $"*{Names.Length}\r\n{string.Concat(Names.Select(n => Bulk(_strings.GetValueOrDefault(n))))}"
        + $"*{_list.Count}\r\n{string.Concat(_list.Select(Bulk))}";

    /// <summary>The replies to all commands that an input has whole.</summary>
    public byte[] Answer(ReadOnlyMemory<byte> input) =>
        Resp.Bytes(_replies.ToString(0, _steps.FindLast(s => s.InputEnd <= input.Length).RepliesEnd));

    /// <summary>The connection is over, after so many bytes in each direction.</summary>
    public void Note(int sent, int received) => (_sent, _received) = (sent, received);

    /// <summary>
    /// What is kept is what stood there after one of the commands: not before one whose reply has come, nor behind one that was
    /// not sent.
    /// </summary>
    public void Check(string kept)
    {
        int acknowledged = _steps.FindLastIndex(s => s.RepliesEnd <= _received);
        int sent = _steps.FindLastIndex(s => s.InputEnd <= _sent);
        ExploredWorld.Require(
            _steps[acknowledged..(sent + 1)].Exists(s => s.Kept == kept),
            $"{acknowledged} to {sent} commands of {_name} have written {_steps[acknowledged].Kept} or more, and not {kept}");
    }

    private static string Bulk(string? text) => text is null ? "$-1\r\n" : $"${text.Length}\r\n{text}\r\n";

    private static string Integer(long number) => $":{number}\r\n";

    private string Key(string name) => $"{_name}: {name}";

    /// <summary>A transaction: nothing of it is kept before its end.</summary>
    private void Transact()
    {
        Ask(Resp.Request("MULTI"), "+OK\r\n");
        List<Func<string>> queued = [];
        for (int i = _random.Next(0, 5); i > 0; i--)
        {
            (string command, Func<string> perform) = Draw();
            Ask(command, "+QUEUED\r\n");
            queued.Add(perform);
        }

        if (_random.Chance(0.2))
        {
            Ask(Resp.Request("DISCARD"), "+OK\r\n");
        }
        else
        {
            Ask(Resp.Request("EXEC"), $"*{queued.Count}\r\n{string.Concat(queued.Select(perform => perform()))}");
        }
    }

    private void Ask(string command, string reply)
    {
        _input.Append(command);
        _replies.Append(reply);
        _steps.Add((_input.Length, _replies.Length, Kept));
    }

    /// <summary>A command, and what performs it here and gives the reply.</summary>
    private (string Command, Func<string> Perform) Draw()
    {
        string value = $"value {_steps.Count} of {_name}{new string('.', ExploredWorld.DrawSize(_random, 1, 200))}";
        string name = _random.Pick<string>(["text", "other"]);
        return _random.Next(0, 9) switch
        {
            0 or 1 => (Resp.Request("INCR", Key("number")), Increment),
            2 => (Resp.Request("SET", Key(name), value), () => Set(name, value)),
            3 => (Resp.Request("APPEND", Key(name), value), () => Append(name, value)),
            4 => (Resp.Request("GET", Key(name)), () => Bulk(_strings.GetValueOrDefault(name))),
            5 => (Resp.Request("DEL", Key(name)), () => Integer(_strings.Remove(name) ? 1 : 0)),
            6 => (Resp.Request("LPUSH", Key("list"), value), () => Push(0, value)),
            7 => (Resp.Request("RPUSH", Key("list"), value), () => Push(_list.Count, value)),
            _ => (Resp.Request("LPOP", Key("list")), Pop),
        };
    }

    private string Increment()
    {
        long number = long.Parse(_strings.GetValueOrDefault("number", "0"), CultureInfo.InvariantCulture) + 1;
        _strings["number"] = number.ToString(CultureInfo.InvariantCulture);
        return Integer(number);
    }

    private string Set(string name, string value)
    {
        _strings[name] = value;
        return "+OK\r\n";
    }

    private string Append(string name, string value)
    {
        _strings[name] = _strings.GetValueOrDefault(name) + value;
        return Integer(_strings[name].Length);
    }

    private string Push(int index, string value)
    {
        _list.Insert(index, value);
        return Integer(_list.Count);
    }

    private string Pop()
    {
        string? first = _list.FirstOrDefault();
        _list.RemoveRange(0, Math.Min(1, _list.Count));
        return Bulk(first);
    }
}
