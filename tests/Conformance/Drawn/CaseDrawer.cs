using System.Text;

namespace AsyncoreNet.Conformance;

/// <summary>Draws a case from a seed. The only generator: CPython's side is given the cases.</summary>
/// <remarks>
/// The alphabet is tiny, and the data are made of terminators, of their beginnings and of letters, so that matches that fail,
/// overlap and go over the end of a read are the rule.
/// </remarks>
internal sealed class CaseDrawer
{
    private const string Digits = "0123456789";

    private readonly ulong _seed;
    private readonly SplitMix _random;
    private readonly string _alphabet;
    private readonly Mode _mode;
    private readonly Act[] _terminators; // what the case sets, now and again
    private readonly int _outBufferSize;
    private readonly bool _endsWithProducer; // of Answering: nothing is pushed behind it
    private int _pushed; // bytes drawn for output; the digits tell where a piece is from

    private CaseDrawer(ulong seed)
    {
        _seed = seed;
        _random = new SplitMix(seed);
        _alphabet = _random.Chance(75) ? "ab" : "abc";
        _mode = _random.Pick(Mode.Sending, Mode.Sending, Mode.Answering, Mode.Answering, Mode.Gathering);
        _outBufferSize = _random.Pick(1, 2, 3, 4, 8, 65536);
        _endsWithProducer = _mode == Mode.Answering && _random.Chance(30);
        _terminators = [.. Enumerable.Range(0, _random.Between(1, 4)).Select(_ => DrawTerminator())];
    }

    public static DrawnCase Draw(ulong seed) => new CaseDrawer(seed).Draw();

    private DrawnCase Draw() => new(
        _seed,
        _mode,
        InBufferSize: _random.Pick(1, 2, 3, 5, 8, 65536, 65536, 65536),
        _outBufferSize,
        Takes: _mode == Mode.Sending && _random.Chance(60) ? [.. Many(1, 12, () => _random.Below(6))] : [],
        Found: [.. DrawFound()],
        Steps: [.. DrawSteps()]);

    private Act DrawTerminator() => _random.Below(20) switch
    {
        < 12 => new Act("terminator", Data: DrawLetters(1, 6)),
        12 => new Act("terminator", Data: DrawRepetition()),
        13 => new Act("terminator", Data: string.Empty),
        14 => new Act("no_terminator"),
        15 => new Act("count", Size: 0),
        _ => new Act("count", Size: _random.Between(1, 12)),
    };

    /// <summary>A long terminator of which much matches much of itself.</summary>
    private string DrawRepetition()
    {
        string period = DrawLetters(1, 4);
        return string.Concat(Enumerable.Repeat(period, _random.Between(3, 10))) + DrawLetters(0, 2);
    }

    private string DrawLetters(int least, int most) =>
        string.Concat(Enumerable.Range(0, _random.Between(least, most)).Select(_ => _alphabet[_random.Below(_alphabet.Length)]));

    /// <summary>What the peer sends in all.</summary>
    private string DrawData()
    {
        string[] endings = [.. _terminators.Select(t => t.Data).OfType<string>().Where(data => data.Length > 0)];
        var data = new StringBuilder();
        for (int i = _random.Between(1, 14); i > 0; i--)
        {
            string ending = endings.Length > 0 ? endings[_random.Below(endings.Length)] : "a";
            data.Append(_random.Below(4) switch
            {
                0 => DrawLetters(0, 6),
                1 => ending[.._random.Below(ending.Length)],
                _ => ending,
            });
        }

        return data.ToString();
    }

    private IEnumerable<Act[]> DrawFound()
    {
        foreach (int _ in Enumerable.Range(0, _random.Between(0, 8)))
        {
            yield return [.. Many(0, 3, DrawActInFound)];
        }

        if (_endsWithProducer)
        {
            Act[] pushes = _random.Chance(50) ? [DrawPush()] : [];
            Act[] closes = _random.Chance(50) ? [new Act("close_when_done")] : [];
            yield return [.. pushes, DrawProducer(), .. closes];
        }
    }

    private IEnumerable<Act> DrawSteps()
    {
        yield return _terminators[0];
        string data = DrawData();
        int most = _random.Pick(1, 3, 10, 60);
        while (data.Length > 0)
        {
            string piece = data[.._random.Between(1, Math.Min(most, data.Length))];
            data = data[piece.Length..];
            yield return new Act("say", Data: piece);
            if (_random.Chance(25))
            {
                yield return DrawActOutside();
            }

            if (_random.Chance(20))
            {
                yield return new Act("pass");
            }
        }
    }

    private Act DrawActInFound()
    {
        int drawn = _random.Below(100);
        return drawn switch
        {
            < 30 => _terminators[_random.Below(_terminators.Length)],
            < 34 => new Act("put_back", Data: DrawLetters(1, 5)),
            < 38 => new Act("fail"),
            < 46 when _mode != Mode.Gathering => new Act("close_when_done"),
            < 52 when _mode != Mode.Gathering => new Act("discard_buffers"),
            < 55 when _mode != Mode.Gathering => new Act("close"),
            _ => DrawOutput(),
        };
    }

    private Act DrawActOutside()
    {
        int drawn = _random.Below(100);
        return drawn switch
        {
            < 25 => _terminators[_random.Below(_terminators.Length)],
            < 30 => new Act("put_back", Data: DrawLetters(1, 5)),
            < 36 when !_endsWithProducer => new Act("close_when_done"),
            < 40 when _mode != Mode.Gathering => new Act("discard_buffers"),
            < 42 when _mode != Mode.Gathering => new Act("close"),
            _ when _endsWithProducer => new Act("pass"),
            _ => DrawOutput(),
        };
    }

    private Act DrawOutput()
    {
        if (_mode == Mode.Answering)
        {
            return DrawPush();
        }

        int drawn = _random.Below(100);
        return drawn switch
        {
            < 50 => DrawPush(),
            < 60 => new Act("raw", Data: DrawDigits(LengthAroundBuffer())),
            < 66 when _mode == Mode.Sending => DrawProducer() with { Do = "failing_producer" },
            _ => DrawProducer(),
        };
    }

    private Act DrawPush() => new(
        "push",
        Data: DrawDigits(_mode == Mode.Answering ? _random.Below(Math.Min(_outBufferSize, 9) + 1) : LengthAroundBuffer()));

    private Act DrawProducer() => _random.Chance(50)
        ? new Act("simple_producer", Data: DrawDigits(_random.Between(0, 9)), Size: _random.Between(1, 4))
        : new Act("producer", Pieces: [.. Many(0, 4, () => DrawDigits(_random.Between(1, 7)))]);

    private int LengthAroundBuffer()
    {
        int size = _outBufferSize;
        return size == 65536 ? _random.Between(0, 9) : _random.Pick(0, 1, size - 1, size, size + 1, 2 * size, (3 * size) + 1);
    }

    private string DrawDigits(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => Digits[_pushed++ % 10]));

    private IEnumerable<T> Many<T>(int least, int most, Func<T> draw)
    {
        for (int i = _random.Between(least, most); i > 0; i--)
        {
            yield return draw();
        }
    }
}
