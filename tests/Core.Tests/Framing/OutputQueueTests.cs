using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace AsyncoreNet.Tests;

/// <summary>The queue call by call: what is put together, what is misuse, and producers that reach into it.</summary>
public sealed class OutputQueueTests
{
    private const int All = 1 << 20;

    private readonly OutputQueue _queue = new();

    /// <summary>What stops the gathering.</summary>
    public static TheoryData<string> Stops => ["an empty chunk", "a producer", "the end"];

    [Fact]
    public void New_IsEmpty()
    {
        Assert.True(_queue.IsEmpty);
        Assert.Equal(0, _queue.Length);
        Assert.Empty(_queue);
        Assert.Equal("", Peek(All));
        _queue.Advance(0);
        _queue.Clear();
    }

    [Fact]
    public void Entries_AreInOrder_AndCounted()
    {
        Append("bb", "ccc");
        _queue.Prepend(Chunk("a"));
        _queue.Append(OutputEntry.End);

        Assert.Equal(["a", "bb", "ccc", "end"], _queue.Select(Show));
        Assert.Equal(4, _queue.Count);
        Assert.Equal(6, _queue.Length);
        Assert.Equal("bb", Show(_queue[1]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void Index_OutOfRange_Throws(int index)
    {
        Append("a", "b");
        _queue.RemoveFirst();

        Assert.Throws<ArgumentOutOfRangeException>(() => _queue[index]);
    }

    [Fact]
    public void Peek_ChunkAlone_IsItsOwnMemory()
    {
        byte[] bytes = Encoding.Latin1.GetBytes("alone");
        _queue.Append(OutputEntry.Of(bytes));

        Assert.True(IsSlice(_queue.Peek(All, gather: true), bytes, offset: 0, length: 5));

        _queue.Advance(2);
        Assert.True(IsSlice(_queue.Peek(All, gather: true), bytes, offset: 2, length: 3));
    }

    [Theory]
    [InlineData(4, true)] // it fills the send
    [InlineData(3, true)]
    [InlineData(9, false)] // nothing is to be put together
    public void Peek_HeadThatNeedsNoOther_IsItsOwnMemory(int maxBytes, bool gather)
    {
        byte[] bytes = Encoding.Latin1.GetBytes("head");
        _queue.Append(OutputEntry.Of(bytes));
        Append("behind");

        Assert.True(IsSlice(_queue.Peek(maxBytes, gather), bytes, offset: 0, length: Math.Min(4, maxBytes)));
    }

    [Theory]
    [InlineData(1, "a")]
    [InlineData(2, "ab")]
    [InlineData(5, "abbcc")]
    [InlineData(6, "abbccc")]
    [InlineData(int.MaxValue, "abbccc")]
    public void Peek_SmallChunks_AreGatheredUpToTheMost(int maxBytes, string expected)
    {
        Append("a", "bb", "ccc");

        Assert.Equal(expected, Peek(maxBytes));
        Assert.Equal(expected, Peek(maxBytes));
        Assert.Equal(3, _queue.Count);
    }

    [Theory]
    [MemberData(nameof(Stops))]
    public void Peek_StopsAt(string what)
    {
        Append("a", "b");
        _queue.Append(Stop(what));
        Append("c");

        Assert.Equal("ab", Peek(All));
    }

    [Theory]
    [MemberData(nameof(Stops))]
    public void Peek_WithThisAtTheHead_IsEmpty(string what)
    {
        _queue.Append(Stop(what));
        Append("a", "b");

        Assert.Equal("", Peek(All));
        Assert.Equal("", Peek(1));
        Assert.True(_queue.Peek(All, gather: false).IsEmpty);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Peek_OfNoBytes_Throws(int maxBytes)
    {
        Append("a");

        Assert.Throws<ArgumentOutOfRangeException>(() => Peek(maxBytes));
    }

    [Fact]
    public void Peek_PutsNoMoreTogetherThan64KiB()
    {
        for (int i = 0; i < 1_000; i++)
        {
            _queue.Append(OutputEntry.Of(new byte[100]));
        }

        Assert.Equal(65536, _queue.Peek(int.MaxValue, gather: true).Length);
    }

    /// <summary>
    /// A send that takes little at a time. Were the rest put together again for each, it would be copied over and over.
    /// </summary>
    [Fact]
    public void Peek_WhatIsPutTogether_IsCopiedOnce()
    {
        Append("aa", "bb", "cc");
        ReadOnlySpan<byte> together = _queue.Peek(5, gather: true);
        Append("dd");

        for (int sent = 0; sent < 5; sent++)
        {
            ReadOnlySpan<byte> rest = _queue.Peek(All, gather: true);
            Assert.Equal("aabbc"[sent..], Encoding.Latin1.GetString(rest));
            Assert.True(Unsafe.AreSame(in together[sent], in rest[0]));
            _queue.Advance(0);
            _queue.Advance(1);
        }

        Assert.Equal("cdd", Peek(All));
    }

    /// <summary>What was put together is no longer what is next.</summary>
    [Fact]
    public void Peek_AfterAnEntryWasPutInFront_OrTaken_SeesIt()
    {
        Append("aa", "bb", "cc");
        Peek(All);
        _queue.Advance(1);

        _queue.Prepend(Chunk("x"));
        Assert.Equal("xabbcc", Peek(All));

        _queue.RemoveFirst();
        Assert.Equal("abbcc", Peek(All));

        _queue.RemoveFirst();
        Assert.Equal("bbcc", Peek(All));
    }

    [Fact]
    public void Peek_AfterAProducerWasAsked_SeesWhatItGave()
    {
        _queue.Append(OutputEntry.Of(ScriptedProducer.Of([(byte)'a'], [(byte)'b'])));
        Append("c");
        _queue.Produce();
        Assert.Equal("a", Peek(All));
        _queue.Prepend(Chunk("0"));
        Assert.Equal("0a", Peek(All));
        _queue.Advance(2);

        _queue.Produce();

        Assert.Equal("b", Peek(All));
    }

    [Fact]
    public void Peek_LargeHead_IsNotCopied_HoweverMuchMayBeSent()
    {
        byte[] large = new byte[70_000];
        _queue.Append(OutputEntry.Of(large));
        Append("behind");

        Assert.True(IsSlice(_queue.Peek(int.MaxValue, gather: true), large, offset: 0, length: large.Length));
    }

    [Fact]
    public void Advance_EndsChunks_AndCutsTheLast()
    {
        Append("a", "bb", "ccc");

        _queue.Advance(4);

        Assert.Equal(["cc"], _queue.Select(Show));
        Assert.Equal(2, _queue.Length);
    }

    [Fact]
    public void Advance_ToAnEmptyChunk_LeavesIt()
    {
        Append("a", "", "b");

        _queue.Advance(1);
        Assert.Equal(["", "b"], _queue.Select(Show));

        _queue.Advance(0);
        Assert.Equal(["", "b"], _queue.Select(Show));

        _queue.Advance(1);
        Assert.Empty(_queue);
    }

    [Theory]
    [InlineData("a producer")]
    [InlineData("the end")]
    public void Advance_BeyondTheChunksAtTheHead_Throws_AndChangesNothing(string what)
    {
        Append("a", "b");
        _queue.Append(Stop(what));
        Append("c");
        string[] before = [.. _queue.Select(Show)];

        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.Advance(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.Advance(int.MaxValue));

        Assert.Equal(before, _queue.Select(Show));
        Assert.Equal(3, _queue.Length);
        Assert.Equal("ab", Peek(All));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void Advance_OutOfRange_Throws_AndChangesNothing(int count)
    {
        Append("ab", "c");

        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.Advance(count));

        Assert.Equal(["ab", "c"], _queue.Select(Show));
        Assert.Equal(3, _queue.Length);
    }

    [Fact]
    public void RemoveFirst_OfNothing_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => _queue.RemoveFirst());
        Append("a");
        Assert.Equal("a", Show(_queue.RemoveFirst()));
        Assert.Throws<InvalidOperationException>(() => _queue.RemoveFirst());
        Assert.Equal(0, _queue.Length);
    }

    [Fact]
    public void Produce_PutsEachChunkInFront_AndRemovesTheProducerWithItsLast()
    {
        byte[] first = [1];
        _queue.Append(OutputEntry.Of(ScriptedProducer.Of(first, [2, 3])));
        Append("z");

        _queue.Produce();
        Assert.Equal((ReadOnlyMemory<byte>)first, _queue[0].Chunk);
        Assert.Equal(3, _queue.Count);

        _queue.RemoveFirst();
        _queue.Produce();
        Assert.Equal(2, _queue[0].Chunk.Length);
        Assert.Equal(3, _queue.Length);

        _queue.RemoveFirst();
        _queue.Produce();
        Assert.Equal(["z"], _queue.Select(Show));
    }

    [Fact]
    public void Produce_WithoutAProducerAtTheHead_Throws()
    {
        Assert.Throws<InvalidOperationException>(_queue.Produce);

        Append("a");
        Assert.Throws<InvalidOperationException>(_queue.Produce);

        _queue.Prepend(OutputEntry.End);
        Assert.Throws<InvalidOperationException>(_queue.Produce);
        Assert.Equal(["end", "a"], _queue.Select(Show));
    }

    [Fact]
    public void ProducerThatThrows_LeavesTheQueueAsItWas()
    {
        var failure = new InvalidDataException("no more");
        _queue.Append(OutputEntry.Of(new ScriptedProducer(() => throw failure, () => (byte[])[7])));
        Append("a", "b");

        Assert.Same(failure, Assert.Throws<InvalidDataException>(_queue.Produce));

        Assert.Equal(["producer", "a", "b"], _queue.Select(Show));
        Assert.Equal(2, _queue.Length);
        _queue.Produce();
        Assert.Equal(3, _queue.Length);
    }

    [Fact]
    public void ProducerThatRemovesItself_TakesNothingElseWithIt()
    {
        _queue.Append(OutputEntry.Of(new ScriptedProducer(() =>
        {
            _queue.RemoveFirst();
            return default;
        })));
        Append("a");

        _queue.Produce();

        Assert.Equal(["a"], _queue.Select(Show));
    }

    [Fact]
    public void ProducerThatRemovesItself_AndGivesBytes_HasThemSentFirst()
    {
        _queue.Append(OutputEntry.Of(new ScriptedProducer(() =>
        {
            _queue.RemoveFirst();
            return Encoding.Latin1.GetBytes("last");
        })));
        Append("a");

        _queue.Produce();

        Assert.Equal(["last", "a"], _queue.Select(Show));
    }

    [Fact]
    public void ProducerThatPushesMore_HasItBehindItself()
    {
        _queue.Append(OutputEntry.Of(new ScriptedProducer(
            () =>
            {
                for (int i = 0; i < 10; i++)
                {
                    Append($"{i}"); // the ring grows under the producer's feet
                }

                return Encoding.Latin1.GetBytes("now");
            })));

        _queue.Produce();

        Assert.Equal(["now", "producer", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], _queue.Select(Show));
    }

    [Fact]
    public void ProducerThatPushesInFront_AndHasNoMore_IsAskedAgainAfterThat()
    {
        _queue.Append(OutputEntry.Of(new ScriptedProducer(() =>
        {
            _queue.Prepend(Chunk("first"));
            return default;
        })));

        _queue.Produce();
        Assert.Equal(["first", "producer"], _queue.Select(Show));

        _queue.RemoveFirst();
        _queue.Produce();
        Assert.Empty(_queue);
    }

    [Fact]
    public void ProducerThatClearsTheQueue_LeavesWhatItGives()
    {
        byte[] Clear(string text)
        {
            _queue.Clear();
            return Encoding.Latin1.GetBytes(text);
        }

        _queue.Append(OutputEntry.Of(new ScriptedProducer(() => Clear(""))));
        Append("a");
        _queue.Produce();
        Assert.Empty(_queue);

        _queue.Append(OutputEntry.Of(new ScriptedProducer(() => Clear("rest"))));
        Append("a");
        _queue.Produce();
        Assert.Equal(["rest"], _queue.Select(Show));
        Assert.Equal(4, _queue.Length);
    }

    [Fact]
    public void ProducerThatIsThereTwice_IsRemovedOnce()
    {
        var producer = new ScriptedProducer();
        _queue.Append(OutputEntry.Of(producer));
        _queue.Append(OutputEntry.Of(producer));

        _queue.Produce();

        Assert.Same(producer, Assert.Single(_queue).Producer);
    }

    [Fact]
    public void RentedMemory_GoesBack_WithClear() => AssertGivesBack(queue => queue.Clear());

    [Fact]
    public void RentedMemory_GoesBack_WithTheLastOfItsBytes() => AssertGivesBack(queue => queue.Advance(4));

    [Fact]
    public void RentedMemory_GoesBack_WithAnEntryInFront() => AssertGivesBack(queue => queue.Prepend(default));

    [Fact]
    public void RentedMemory_GoesBack_WithRemoveFirst() => AssertGivesBack(queue => queue.RemoveFirst());

    [Fact]
    public void RentedMemory_GoesBackOnce()
    {
        Append("aa", "bb");
        Peek(All);
        _queue.Clear();
        _queue.Clear();
        _queue.Advance(0);

        byte[] one = ArrayPool<byte>.Shared.Rent(4);
        byte[] other = ArrayPool<byte>.Shared.Rent(4);

        Assert.NotSame(one, other);
    }

    [Fact]
    public void WhatWasRemoved_IsNotKeptAlive()
    {
        WeakReference[] sent = SendOne(_queue);

        GC.Collect();

        Assert.All(sent, chunk => Assert.False(chunk.IsAlive));
        Assert.Equal(["left"], _queue.Select(Show));
    }

    [Fact]
    public void Clear_DropsEverything_AndTheQueueGoesOn()
    {
        Append("a", "b");
        _queue.Append(OutputEntry.End);

        _queue.Clear();

        Assert.Empty(_queue);
        Assert.Equal(0, _queue.Length);
        Append("c");
        _queue.Prepend(Chunk("b"));
        Assert.Equal("bc", Peek(All));
    }

    /// <summary>Every place in a ring of four or eight entries where the queue may begin when it has to grow.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Growing_WithTheQueueAroundTheEndOfTheRing_KeepsTheOrder(int size)
    {
        for (int first = 0; first < size; first++)
        {
            foreach (bool inFront in (bool[])[false, true])
            {
                var queue = new OutputQueue();
                for (int i = 0; i < size; i++)
                {
                    queue.Append(Chunk("x"));
                }

                for (int i = 0; i < first; i++)
                {
                    queue.RemoveFirst();
                    queue.Append(Chunk("x"));
                }

                List<string> expected = [];
                while (!queue.IsEmpty)
                {
                    queue.RemoveFirst();
                }

                for (int i = 0; i <= size; i++)
                {
                    string text = $"{i}";
                    if (inFront)
                    {
                        expected.Insert(0, text);
                        queue.Prepend(Chunk(text));
                    }
                    else
                    {
                        expected.Add(text);
                        queue.Append(Chunk(text));
                    }
                }

                Assert.Equal(expected, queue.Select(Show));
            }
        }
    }

    internal static string Show(OutputEntry entry) =>
        entry.IsEnd ? "end" : entry.Producer is null ? Encoding.Latin1.GetString(entry.Chunk.Span) : "producer";

    private static OutputEntry Chunk(string text) => OutputEntry.Of(Encoding.Latin1.GetBytes(text));

    private static OutputEntry Stop(string what) => what switch
    {
        "an empty chunk" => default,
        "a producer" => OutputEntry.Of(ScriptedProducer.Of([1])),
        _ => OutputEntry.End,
    };

    private static bool IsSlice(ReadOnlySpan<byte> peeked, byte[] bytes, int offset, int length) =>
        peeked.Length == length && Unsafe.AreSame(in MemoryMarshal.GetReference(peeked), in bytes[offset]);

    [MethodImpl(MethodImplOptions.NoInlining)] // so that no local keeps them alive
    private static WeakReference[] SendOne(OutputQueue queue)
    {
        byte[][] chunks = [new byte[10], new byte[10]];
        Array.ForEach(chunks, chunk => queue.Append(OutputEntry.Of(chunk)));
        queue.Append(Chunk("left"));
        queue.Advance(10);
        queue.RemoveFirst();
        return [.. chunks.Select(chunk => new WeakReference(chunk))];
    }

    /// <summary>The pool hands out next, on the same thread, what came back last.</summary>
    private void AssertGivesBack(Action<OutputQueue> change)
    {
        Append("aa", "bb");
        ReadOnlySpan<byte> peeked = _queue.Peek(All, gather: true);
        byte[] meanwhile = ArrayPool<byte>.Shared.Rent(4);
        Assert.False(Unsafe.AreSame(in MemoryMarshal.GetReference(peeked), in meanwhile[0]));

        change(_queue);

        byte[] rented = ArrayPool<byte>.Shared.Rent(4);
        Assert.True(Unsafe.AreSame(in MemoryMarshal.GetReference(peeked), in rented[0]));
    }

    private void Append(params string[] chunks) => Array.ForEach(chunks, chunk => _queue.Append(Chunk(chunk)));

    private string Peek(int maxBytes) => Encoding.Latin1.GetString(_queue.Peek(maxBytes, gather: true));
}
