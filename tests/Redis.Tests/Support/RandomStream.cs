using System.Globalization;

namespace AsyncoreNet.Redis.Tests;

/// <summary>
/// Draws what a broken or hostile client may send: bytes without a meaning, and dialogues that were changed on the way. The
/// same seed draws the same.
/// </summary>
internal sealed class RandomStream(int seed)
{
    private const int MostCommands = 12;

    /// <summary>
    /// Commands whose replies have one order and do not depend on the time. Lower case letters are keys and values to draw,
    /// <c>#</c> is a number.
    /// </summary>
    private static readonly string[] Commands =
    [
        "PING", "PING v", "ECHO v", "SELECT #", "SET k v", "SET k v NX", "SET k v XX GET", "SET k # EX 1000", "GET k",
        "GETSET k v", "MGET k k k", "MSET k v k v", "APPEND k v", "STRLEN k", "INCR k", "INCRBY k #", "DECR k", "DECRBY k #",
        "DEL k k", "EXISTS k k", "TYPE k", "EXPIRE k 1000", "PERSIST k", "DBSIZE", "RPUSH k v v v", "LPUSH k #", "LPOP k",
        "RPOP k #",
        "LRANGE k # #", "LLEN k", "BLPOP k k 0", "HSET k v v v v", "HGET k v", "HDEL k v", "SADD k v v", "SREM k v",
        "SISMEMBER k v", "ZADD k # v # v", "ZADD k NX INCR # v", "ZRANGE k # # WITHSCORES",
        "ZRANGE k # # BYSCORE LIMIT # #", "ZSCORE k v",
        "MULTI", "EXEC", "DISCARD", "SUBSCRIBE k k", "PSUBSCRIBE k*", "UNSUBSCRIBE k", "PUNSUBSCRIBE k", "PUBLISH k v",
        "FLUSHALL", "CONFIG GET appendonly", "CONFIG NOSUCH", "NOSUCH k v", "QUIT",
    ];

    private static readonly string[] Values =
        ["", "0", "x", "welcome", "a b", "\r\n", "\0", "\xff\xfe", "$3\r\nfoo\r\n", "*1\r\n", "\"", "'"];

    private static readonly string[] Numbers =
        ["-1", "0", "1", "2", "3", "7", "00", "-0", "+1", " 1", "1 ", "x", "", "100", "65536", "99999999999999999999", "1\0"];

    private static readonly string[] Lengths = [.. Numbers, "536870913"];

    private static readonly string[] Punctuation =
        ["*", "$", ":", "+", "-", "\r\n", "\r", "\n", "\0", "\"", "'", "\\x", " ", "*1\r\n", "$4\r\n", "PING\r\n"];

    private readonly Random _random = new(seed);

    /// <summary>The next stream.</summary>
    public byte[] Next() => _random.Next(8) switch
    {
        0 => Draw(_random.Next(200), () => (char)_random.Next(256)),
        1 => Resp.Bytes(string.Concat(Enumerable.Range(0, _random.Next(40)).Select(_ => OneOf(Punctuation)))),
        _ => Mutate(Dialogue()),
    };

    /// <summary>The same bytes in a few pieces.</summary>
    public IEnumerable<byte[]> Cut(byte[] bytes)
    {
        for (int pieces = _random.Next(1, 6); pieces > 1 && bytes.Length > 0; pieces--)
        {
            int cut = _random.Next(bytes.Length + 1);
            yield return bytes[..cut];
            bytes = bytes[cut..];
        }

        yield return bytes;
    }

    private string Dialogue() =>
        string.Concat(Enumerable.Range(0, _random.Next(1, MostCommands)).Select(_ => Command()));

    private string Command()
    {
        string[] words = [.. OneOf(Commands).Split(' ').Select(word => word switch
        {
            "k" => OneOf(["k", "l", "m", "\0k"]),
            "v" => OneOf(Values),
            "#" => OneOf(Numbers),
            _ => word,
        })];
        return _random.Next(5) > 0 || words.Any(word => word.Length == 0 || word.Any(c => c is <= ' ' or '"' or '\''))
            ? Resp.Request(words)
            : string.Join(' ', words) + OneOf(["\r\n", "\n"]);
    }

    /// <summary>Changes a few things: a byte, a length, a piece that is missing, comes twice or comes between.</summary>
    private byte[] Mutate(string dialogue)
    {
        for (int changes = _random.Next(4); changes > 0 && dialogue.Length > 0; changes--)
        {
            int at = _random.Next(dialogue.Length);
            int end = Math.Min(dialogue.Length, at + _random.Next(1, 20));
            dialogue = _random.Next(7) switch
            {
                0 => dialogue[..at] + (char)(dialogue[at] ^ (1 << _random.Next(8))) + dialogue[(at + 1)..],
                1 => dialogue[..at] + (char)_random.Next(256) + dialogue[(at + 1)..],
                2 => dialogue[..at],
                3 => dialogue[..at] + dialogue[end..],
                4 => dialogue[..end] + dialogue[at..],
                5 => dialogue[..at] + Dialogue() + dialogue[at..],
                _ => ChangeLength(dialogue, at),
            };
        }

        return Resp.Bytes(dialogue);
    }

    private string ChangeLength(string dialogue, int from)
    {
        int at = dialogue.AsSpan(from).IndexOfAny('*', '$');
        if (at < 0)
        {
            return dialogue;
        }

        int begin = from + at + 1;
        int end = begin;
        while (end < dialogue.Length && char.IsAsciiDigit(dialogue[end]))
        {
            end++;
        }

        string length = OneOf(dialogue[begin - 1] == '*' ? Numbers : Lengths); // so many arguments only the original takes
        if (end > begin && end - begin < 5 && _random.Next(2) == 0)
        {
            int old = int.Parse(dialogue.AsSpan(begin, end - begin), CultureInfo.InvariantCulture);
            length = (old + _random.Next(-2, 3)).ToString(CultureInfo.InvariantCulture);
        }

        return dialogue[..begin] + length + dialogue[end..];
    }

    private string OneOf(string[] texts) => texts[_random.Next(texts.Length)];

    private static byte[] Draw(int length, Func<char> next) =>
        Resp.Bytes(string.Concat(Enumerable.Range(0, length).Select(_ => next())));
}
