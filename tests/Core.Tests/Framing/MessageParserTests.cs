using System.Runtime.InteropServices;
using System.Text;

namespace AsyncoreNet.Tests;

/// <summary>The parser call by call: its edges, its limits, and what is set while something is held.</summary>
public sealed class MessageParserTests
{
    private readonly MessageParser _parser = new();

    [Fact]
    public void NothingSet_MessagesHaveNoEnd()
    {
        Assert.Equal(["abc", "\r\n"], Parse("abc").Concat(Parse("\r\n")));
        Assert.Equal(0, _parser.Remaining);
    }

    [Fact]
    public void EmptyInput_IsNothing()
    {
        Assert.Empty(Parse(""));
        _parser.SetTerminator("\r\n"u8);
        Assert.Empty(Parse(""));
        _parser.SetCount(3);
        Assert.Empty(Parse(""));
        Assert.Equal(3, _parser.Remaining);
    }

    [Fact]
    public void Terminator_EndsEachMessage_AndIsInNone()
    {
        _parser.SetTerminator("\r\n"u8);

        Assert.Equal(["one", "$", "two", "$", "thr"], Parse("one\r\ntwo\r\nthr"));
    }

    [Fact]
    public void TerminatorAlone_EndsAMessageWithoutParts()
    {
        _parser.SetTerminator("\r\n"u8);

        Assert.Equal(["$", "$"], Parse("\r\n\r\n"));
    }

    [Fact]
    public void TerminatorInPieces_IsHeldUntilItIsComplete()
    {
        _parser.SetTerminator("\r\n.\r\n"u8);

        Assert.Equal(["text"], Parse("text\r"));
        Assert.Equal("\r", Held);
        Assert.Empty(Parse("\n"));
        Assert.Empty(Parse(".\r"));
        Assert.Equal("\r\n.\r", Held);
        Assert.Equal(["$", "next"], Parse("\nnext"));
        Assert.Equal("", Held);
    }

    [Fact]
    public void BeginningThatFails_ComesInFrontOfTheNewData_InOnePart()
    {
        _parser.SetTerminator("\r\n"u8);
        Parse("\r");

        MessagePart part = _parser.Next("x"u8);

        Assert.Equal(MessagePartKind.Data, part.Kind);
        Assert.Equal("\r"u8, part.Held);
        Assert.Equal("x"u8, part.Data);
        Assert.Equal(1, part.Consumed);
        Assert.Equal(2, part.Length);
        Assert.Equal("\rx"u8, part.ToArray());
    }

    [Fact]
    public void BeginningThatFails_GivesOutNoMoreThanIsCertain()
    {
        _parser.SetTerminator("aab"u8);
        Parse("aa");

        Assert.Equal(["a"], Parse("a")); // the last two may still be the terminator's first
        Assert.Equal("aa", Held);
        Assert.Equal(["$"], Parse("b"));
    }

    [Fact]
    public void OneByteTerminator_HoldsNothing()
    {
        _parser.SetTerminator("\n"u8);

        Assert.Equal(["a", "$", "b"], Parse("a\nb"));
        Assert.Equal("", Held);
    }

    [Fact]
    public void Parts_AreSlicesOfTheInput()
    {
        byte[] input = "one\r\n"u8.ToArray();
        _parser.SetTerminator("\r\n"u8);

        MessagePart part = _parser.Next(input);

        Assert.True(part.Data.Overlaps(input, out int offset));
        Assert.Equal(0, offset);
    }

    [Fact]
    public void Terminator_IsCopied()
    {
        byte[] terminator = "\r\n"u8.ToArray();
        _parser.SetTerminator(terminator);
        Parse("\r");
        Array.Clear(terminator);

        Assert.Equal("\r", Held);
        Assert.Equal(["$"], Parse("\n"));
    }

    [Fact]
    public void Count_EndsTheMessage_AndWhatFollowsHasNoEnd()
    {
        _parser.SetCount(5);

        Assert.Equal(["ab"], Parse("ab"));
        Assert.Equal(3, _parser.Remaining);
        Assert.Equal(["cde", "$", "fg"], Parse("cdefg"));
        Assert.Equal(0, _parser.Remaining);
        Assert.Equal(["hi"], Parse("hi"));
    }

    [Fact]
    public void CountReachedWithTheInput_EndsWithoutMore()
    {
        _parser.SetCount(2);

        Assert.Equal(["ab", "$"], Parse("ab"));
        Assert.Empty(Parse(""));
    }

    [Fact]
    public void CountOfZero_IsNone()
    {
        _parser.SetTerminator("\n"u8);
        _parser.SetCount(0);

        Assert.Equal(["a\n"], Parse("a\n"));
    }

    [Fact]
    public void NegativeCount_Throws_AndChangesNothing()
    {
        _parser.SetTerminator("\r\n"u8);
        Parse("\r");

        Assert.Throws<ArgumentOutOfRangeException>(() => _parser.SetCount(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _parser.SetCount(long.MinValue));

        Assert.Equal(["$"], Parse("\n"));
    }

    [Fact]
    public void HugeCount_IsCountedDown()
    {
        _parser.SetCount(long.MaxValue);

        Assert.Equal(["abc"], Parse("abc"));
        Assert.Equal(long.MaxValue - 3, _parser.Remaining);
    }

    [Fact]
    public void NoBytesAsTerminator_AreNone()
    {
        _parser.SetTerminator("\n"u8);
        _parser.SetTerminator(default);

        Assert.Equal(["a\nb"], Parse("a\nb"));
    }

    [Fact]
    public void SameTerminatorAgain_KeepsWhatMatches()
    {
        _parser.SetTerminator("\r\n"u8);
        Parse("\r");

        _parser.SetTerminator("\r\n"u8);

        Assert.Equal(["$"], Parse("\n"));
    }

    [Fact]
    public void SameTerminatorAfterACount_StillFindsWhatIsHeld()
    {
        _parser.SetTerminator("\r\n"u8);
        Parse("\r");

        _parser.SetCount(9);
        _parser.SetTerminator("\r\n"u8);

        Assert.Equal(["$"], Parse("\n"));
    }

    [Fact]
    public void NoneWhileHeld_GivesItOut_WithoutMoreInput()
    {
        _parser.SetTerminator("\r\n"u8);
        Parse("\r");

        _parser.SetNone();

        Assert.Equal("\r", Held);
        Assert.Equal(["\r"], Parse(""));
        Assert.Equal("", Held);
    }

    [Fact]
    public void CountWhileHeld_CountsWhatIsHeld()
    {
        _parser.SetTerminator("abcd"u8);
        Parse("abc");

        _parser.SetCount(2);

        Assert.Equal(2, _parser.Remaining);
        Assert.Equal(["ab", "$", "cx"], Parse("x"));
    }

    [Fact]
    public void CountBeyondWhatIsHeld_GoesOnInTheInput()
    {
        _parser.SetTerminator("abcd"u8);
        Parse("abc");

        _parser.SetCount(4);

        Assert.Equal(["abcx", "$", "y"], Parse("xy"));
    }

    [Fact]
    public void NewTerminatorInWhatIsHeld_IsFound_AsOftenAsItIsThere()
    {
        _parser.SetTerminator("a.b.c.d"u8);
        Parse("a.b.c.");

        _parser.SetTerminator("."u8);

        Assert.Equal(["a", "$", "b", "$", "c", "$"], Parse(""));
    }

    [Fact]
    public void NewTerminatorThatBeginsInWhatIsHeld_IsFound()
    {
        _parser.SetTerminator("abcd"u8);
        Parse("abc");

        _parser.SetTerminator("bcx"u8);

        Assert.Equal(["a"], Parse(""));
        Assert.Equal("bc", Held);
        Assert.Equal(["$", "y"], Parse("xy"));
    }

    [Fact]
    public void WhatIsHeldAsTerminator_IsFound()
    {
        _parser.SetTerminator("abcd"u8);
        Parse("abc");

        _parser.SetTerminator(_parser.Held);

        Assert.Equal(["$"], Parse(""));
    }

    [Fact]
    public void SetBetweenTheLastPartAndTheEnd_IsForTheNextMessage()
    {
        _parser.SetTerminator("\n"u8);
        Assert.Equal("one"u8, _parser.Next("one\n2"u8).Data);

        _parser.SetCount(1);

        Assert.Equal(MessagePartKind.End, _parser.Next("2"u8).Kind);
        Assert.Equal(["2", "$"], Parse("2"));
    }

    [Fact]
    public void SetBetweenTheLastPartOfACountAndTheEnd_IsForTheNextMessage()
    {
        _parser.SetCount(3);
        Assert.Equal(3, _parser.Next("onetwo\n"u8).Consumed);

        _parser.SetTerminator("\n"u8);

        Assert.Equal(["$", "two", "$"], Parse("two\n"));
    }

    [Fact]
    public void SetBetweenAPartAndWhatIsHeldBehindIt_IsForWhatIsHeld()
    {
        _parser.SetTerminator("\r\n"u8);
        Assert.Equal("one"u8, _parser.Next("one\r"u8).Data);

        _parser.SetTerminator("\r"u8);

        Assert.Equal(["$"], Parse(""));
    }

    [Fact]
    public void Discard_ForgetsWhatIsHeld()
    {
        _parser.SetTerminator("\r\n"u8);
        Parse("\r");

        _parser.Discard();

        Assert.Equal("", Held);
        Assert.Equal(["\n", "x"], Parse("\n").Concat(Parse("x")));
        Assert.Equal(["$"], Parse("\r\n"));
    }

    [Fact]
    public void Discard_OfWhatAnotherTerminatorHeld_LeavesTheSearchInOrder()
    {
        _parser.SetTerminator("aab"u8);
        Parse("aa");
        _parser.SetTerminator("ab"u8);

        _parser.Discard();

        Assert.Equal(["b", "$"], Parse("bab"));
    }

    [Fact]
    public void Discard_BeforeTheEnd_DoesNotTakeTheEndAway()
    {
        _parser.SetTerminator("\n"u8);
        _parser.Next("one\n"u8);

        _parser.Discard();

        Assert.Equal(MessagePartKind.End, _parser.Next(default).Kind);
        Assert.Equal(MessagePartKind.Nothing, _parser.Next(default).Kind);
    }

    [Fact]
    public void Reset_ForgetsWhatIsHeld_AndTheEnd()
    {
        _parser.SetTerminator("\r\n"u8);
        _parser.Next("one\r\n"u8);

        _parser.Reset();
        Assert.Equal(["two"], Parse("two\r"));

        _parser.Reset();
        Assert.Equal("", Held);
        Assert.Equal(["\n", "$"], Parse("\n\r\n"));
    }

    /// <summary>What is held and the input together are more than an int can count.</summary>
    [Fact]
    public unsafe void LongestInput_BehindWhatIsHeld_ComesInTwoParts()
    {
        _parser.SetTerminator("abcd"u8);
        Parse("abc");
        _parser.SetCount(long.MaxValue);
        void* memory = NativeMemory.Alloc(int.MaxValue); // only reserved: a count does not look at the bytes
        try
        {
            var input = new ReadOnlySpan<byte>(memory, int.MaxValue);
            MessagePart part = _parser.Next(input);
            Assert.Equal(int.MaxValue, part.Length);
            Assert.Equal(int.MaxValue - 3, part.Consumed);

            part = _parser.Next(input[part.Consumed..]);
            Assert.Equal(3, part.Length);
            Assert.Equal(long.MaxValue - int.MaxValue - 3, _parser.Remaining);
            Assert.Equal(MessagePartKind.Nothing, _parser.Next(default).Kind);
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    [Fact]
    public void ParsingInPieces_AllocatesNothing()
    {
        byte[] input = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("a line\r\r\n\r\n", 1_000)));
        _parser.SetTerminator("\r\n\r\n"u8);
        Assert.Equal(1_000, CountEnds(input, size: 3));

        long before = GC.GetAllocatedBytesForCurrentThread();
        int ends = CountEnds(input, size: 3);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1_000, ends);
        Assert.Equal(0, allocated);
    }

    /// <summary>
    /// Linear, shown without a clock: a parser that looks again, with each byte, at what it holds would look at 8×10^12 bytes
    /// here, and nobody would see the end of that.
    /// </summary>
    [Theory]
    [InlineData("a", "b")] // held to the last byte
    [InlineData("ab", "b")]
    public void TerminatorOf4MB_ByteByByte(string unit, string last)
    {
        byte[] terminator = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(unit, (4 << 20) / unit.Length)) + last);
        _parser.SetTerminator(terminator);
        byte[] almost = terminator[unit.Length..]; // as long a match as there is, which fails with its last byte but one

        Assert.Equal(0, CountEnds(almost, size: 1));
        Assert.Equal(1, CountEnds(terminator, size: 1));
        Assert.Equal("", Held);
    }

    private string Held => Encoding.Latin1.GetString(_parser.Held);

    private int CountEnds(ReadOnlySpan<byte> input, int size)
    {
        int ends = 0;
        while (!input.IsEmpty)
        {
            ReadOnlySpan<byte> piece = input[..Math.Min(size, input.Length)];
            input = input[piece.Length..];
            MessagePart part;
            do
            {
                part = _parser.Next(piece);
                piece = piece[part.Consumed..];
                ends += part.Kind == MessagePartKind.End ? 1 : 0;
            }
            while (part.Kind != MessagePartKind.Nothing);
        }

        return ends;
    }

    /// <summary>The parts of an input; "$" is the end of a message.</summary>
    private List<string> Parse(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        ReadOnlySpan<byte> input = bytes;
        List<string> parts = [];
        while (true)
        {
            MessagePart part = _parser.Next(input);
            input = input[part.Consumed..];
            switch (part.Kind)
            {
                case MessagePartKind.Data:
                    parts.Add(Encoding.Latin1.GetString(part.ToArray()));
                    break;
                case MessagePartKind.End:
                    parts.Add("$");
                    break;
                default:
                    Assert.Equal(0, input.Length);
                    return parts;
            }
        }
    }
}
