namespace AsyncoreNet.Tests;

/// <summary>What holds for the messages of any input, whatever the pieces it comes in.</summary>
public sealed class MessageParserProperties
{
    [Fact]
    public void AnyPieces_GiveTheMessagesOfTheWhole() => Property.Holds(FramingCase.ChangedAtEnds, test =>
    {
        var whole = new NaiveFramer(test.Endings);
        whole.Feed(test.Data);
        var parser = new ParserFramer(test.Endings);
        parser.Feed(test.Pieces);

        Assert.Equal(whole.Messages, parser.Messages);
        Assert.Equal(whole.Unfinished, parser.Unfinished);
        Assert.Equal(whole.Held, parser.Held);
    });

    [Fact]
    public void AnyPieces_GiveThePartsOfAsynchat() => Property.Holds(FramingCase.ChangedAtEnds, AssertLikeAsynchat);

    [Fact]
    public void EndingsChangedWhileSomethingIsHeld_GiveThePartsOfAsynchat() =>
        Property.Holds(FramingCase.ChangedAnywhere, AssertLikeAsynchat);

    [Fact]
    public void EveryByte_IsInAMessage_InATerminator_OrHeld() => Property.Holds(FramingCase.ChangedAnywhere, test =>
    {
        var parser = new ParserFramer(test.Endings);
        int fed = 0;
        foreach (string piece in Steps(test, parser))
        {
            parser.Feed(piece);
            fed += piece.Length;

            Assert.Equal(fed, parser.Messages.Sum(message => message.Length) + parser.TerminatorBytes + parser.Unfinished.Length);
        }
    });

    [Fact]
    public void WhatIsHeld_IsTheLongestBeginningOfTheTerminatorAtTheEnd() => Property.Holds(FramingCase.ChangedAtEnds, test =>
    {
        string terminator = test.Endings[0]?.Terminator ?? "";
        var parser = new ParserFramer(test.Endings[0]);
        foreach (string piece in test.Pieces)
        {
            parser.Feed(piece);

            Assert.Equal(NaiveFramer.LongestBeginningAtEnd(parser.Unfinished, terminator), parser.Held);
        }
    });

    /// <summary>Not a sample: all there is, up to these lengths.</summary>
    [Fact]
    public void EveryShortInput_EveryShortTerminator_EveryWayToCut()
    {
        const int LongestInput = 7;
        const int LongestTerminator = 4;
        foreach (string terminator in Words(LongestTerminator))
        {
            var ending = new MessageEnding(terminator);
            foreach (string data in Words(LongestInput))
            {
                var whole = new NaiveFramer(ending);
                whole.Feed(data);
                for (int cuts = 0; cuts < 1 << (data.Length - 1); cuts++)
                {
                    var parser = new ParserFramer(ending);
                    parser.Feed(Cut(data, cuts));

                    bool isSame = whole.Messages.SequenceEqual(parser.Messages)
                        && whole.Unfinished == parser.Unfinished && whole.Held == parser.Held;
                    Assert.True(isSame, $"'{string.Join("|", Cut(data, cuts))}' with the terminator '{terminator}'");
                }
            }
        }
    }

    private static void AssertLikeAsynchat(FramingCase test)
    {
        var asynchat = new NaiveFramer(test.Endings);
        var parser = new ParserFramer(test.Endings);
        foreach (string piece in Steps(test, asynchat, parser))
        {
            asynchat.Feed(piece);
            parser.Feed(piece);

            Assert.Equal(asynchat.Record.Count, parser.Record.Count);
            Assert.Equal(asynchat.Held, parser.Held);
        }

        Assert.Equal(asynchat.Record, parser.Record);
    }

    /// <summary>The pieces; before each, what the case sets there is set.</summary>
    private static IEnumerable<string> Steps(FramingCase test, params Framer[] framers)
    {
        int i = 0;
        foreach (string piece in test.Pieces)
        {
            if (test.Changes.ElementAtOrDefault(i++) is { } change)
            {
                Array.ForEach(framers, framer => framer.Set(change));
            }

            yield return piece;
        }
    }

    private static IEnumerable<string> Words(int longest)
    {
        for (int length = 1; length <= longest; length++)
        {
            for (int bits = 0; bits < 1 << length; bits++)
            {
                yield return string.Create(length, bits, (word, from) =>
                {
                    for (int i = 0; i < word.Length; i++)
                    {
                        word[i] = (from >> i & 1) == 0 ? 'a' : 'b';
                    }
                });
            }
        }
    }

    /// <summary>Cuts behind each byte whose bit is set.</summary>
    private static IEnumerable<string> Cut(string data, int cuts)
    {
        int start = 0;
        for (int i = 1; i < data.Length; i++)
        {
            if ((cuts >> (i - 1) & 1) != 0)
            {
                yield return data[start..i];
                start = i;
            }
        }

        yield return data[start..];
    }
}
