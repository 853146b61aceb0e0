using System.Text;

namespace AsyncoreNet.Tests;

/// <summary>Any sequence of calls leaves the queue as it leaves a <see cref="NaiveQueue"/>.</summary>
public sealed class OutputQueueModelTests
{
    private const int Steps = 100_000;
    private const int MostEntries = 40; // then it is emptied, so that the ring shrinks and grows

    private readonly OutputQueue _queue = new();
    private readonly NaiveQueue _model = new();
    private readonly Random _random = new(10);
    private byte _next;
    private int _peeked; // bytes that may have been put together, and are not sent yet

    [Fact]
    public void AnySequenceOfCalls_IsThatOfTheModel()
    {
        for (int i = 0; i < Steps; i++)
        {
            Step();

            Assert.Equal(_model.Length, _queue.Length);
            Assert.Equal(_model.Entries.Count == 0, _queue.IsEmpty);
            Assert.Equal(_model.Entries.Count, _queue.Count);
            for (int j = 0; j < _queue.Count; j++)
            {
                AssertSame(_model.Entries[j], _queue[j]);
            }
        }
    }

    private void Step()
    {
        switch (_random.Next(_queue.Count < MostEntries ? 16 : 8))
        {
            case 0:
                RemoveFirst();
                break;
            case 1 when _random.Next(50) == 0:
                _queue.Clear();
                _model.Entries.Clear();
                _peeked = 0;
                break;
            case 2 or 3 or 4:
                Peek();
                Advance(_random.Next(30));
                break;
            case 5:
                Advance(_random.Next(300));
                break;
            case 6 or 7:
                Produce();
                break;
            case 8 or 9:
                OutputEntry inFront = AnyEntry();
                _queue.Prepend(inFront);
                _model.Entries.Insert(0, inFront);
                _peeked = 0;
                break;
            case > 9:
                OutputEntry entry = AnyEntry();
                _queue.Append(entry);
                _model.Entries.Add(entry);
                break;
            default:
                Peek();
                break;
        }
    }

    private void RemoveFirst()
    {
        if (_model.Entries.Count == 0)
        {
            Assert.Throws<InvalidOperationException>(() => _queue.RemoveFirst());
            return;
        }

        AssertSame(_model.Entries[0], _queue.RemoveFirst());
        _model.Entries.RemoveAt(0);
        _peeked = 0;
    }

    private void Peek()
    {
        int maxBytes = _random.Next(1, 60);
        bool gather = _random.Next(4) > 0;

        string expected = _model.Peek(maxBytes, gather);
        string peeked = Encoding.Latin1.GetString(_queue.Peek(maxBytes, gather));

        if (gather && _peeked > 0)
        {
            // Perhaps only what is left of an earlier one, which is not put together again with what comes behind it.
            Assert.StartsWith(peeked, expected, StringComparison.Ordinal);
            Assert.Equal(expected.Length == 0, peeked.Length == 0);
        }
        else
        {
            Assert.Equal(expected, peeked);
        }

        _peeked = gather ? Math.Max(peeked.Length, _peeked) : _peeked;
    }

    private void Advance(int count)
    {
        if (_model.Has(count))
        {
            _queue.Advance(count);
            _model.Advance(count);
            _peeked = Math.Max(0, _peeked - count);
        }
        else
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => _queue.Advance(count));
        }
    }

    private void Produce()
    {
        if (_model.Entries is not [{ Producer: Pair pair }, ..])
        {
            Assert.Throws<InvalidOperationException>(_queue.Produce);
            return;
        }

        pair.Prepare();
        _queue.Produce();
        _model.Produce();
        _peeked = 0;
    }

    private OutputEntry AnyEntry() => _random.Next(12) switch
    {
        0 => OutputEntry.End,
        1 => OutputEntry.Of(Array.Empty<byte>()),
        2 or 3 => OutputEntry.Of(new Pair([.. Enumerable.Range(0, _random.Next(4)).Select(_ => AnyBytes())])),
        _ => OutputEntry.Of(AnyBytes()),
    };

    private byte[] AnyBytes()
    {
        byte[] bytes = new byte[_random.Next(1, 20)];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = _next++;
        }

        return bytes;
    }

    /// <summary>Chunks are compared as memory: the same bytes at the same place.</summary>
    private static void AssertSame(OutputEntry expected, OutputEntry actual)
    {
        Assert.Equal(expected.Chunk, actual.Chunk);
        Assert.Same(expected.Producer, actual.Producer);
        Assert.Equal(expected.IsEnd, actual.IsEnd);
    }

    /// <summary>A producer that stands in the queue and in the model: what it gives to the one it gives to the other.</summary>
    private sealed class Pair(byte[][] chunks) : IOutputProducer
    {
        private readonly Queue<byte[]> _chunks = new(chunks);
        private byte[] _current = [];

        public void Prepare() => _current = _chunks.Count > 0 ? _chunks.Dequeue() : [];

        public ReadOnlyMemory<byte> More() => _current;
    }
}
