using FsCheck;
using FsCheck.Fluent;

namespace AsyncoreNet.Tests;

/// <summary>
/// Input, how it is cut into pieces, how its messages end, and what is set between two pieces. Over two letters, so that
/// terminators overlap with each other, with themselves and with the data.
/// </summary>
/// <param name="Data">The input.</param>
/// <param name="Sizes">The sizes of the pieces; after the last, the first again.</param>
/// <param name="Endings">How the messages end, see <see cref="Framer"/>.</param>
/// <param name="Changes">What is set in front of the pieces; null and what is missing leave what was set.</param>
internal sealed record FramingCase(string Data, int[] Sizes, MessageEnding?[] Endings, MessageEnding?[] Changes)
{
    private static readonly Gen<string> Letter = Gen.Elements("a", "b");

    private static readonly Gen<string> Word =
        from letters in Letter.ListOf()
        from last in Letter
        select string.Concat(letters.Take(7)) + last;

    /// <summary>A word again and again, with something behind it: a terminator that is full of its own beginnings.</summary>
    private static readonly Gen<string> SelfOverlapping =
        from word in Word
        from times in Gen.Choose(2, 30)
        from tail in Gen.OneOf(Gen.Constant(""), Word)
        select string.Concat(Enumerable.Repeat(word, times)) + tail;

    private static readonly Gen<MessageEnding?> Ending = Gen.Frequency<MessageEnding?>(
        (6, Word.Select<string, MessageEnding?>(word => new MessageEnding(word))),
        (3, SelfOverlapping.Select<string, MessageEnding?>(word => new MessageEnding(word))),
        (3, Gen.Choose(1, 40).Select<int, MessageEnding?>(count => new MessageEnding(Count: count))),
        (1, Gen.Constant<MessageEnding?>(null)),
        (1, Gen.Constant<MessageEnding?>(new MessageEnding())));

    private static readonly Gen<int[]> AnySizes = Gen.OneOf(
        Gen.Constant<int[]>([1]),
        Gen.NonEmptyListOf(Gen.Choose(1, 5)).Select(sizes => sizes.ToArray()),
        Gen.NonEmptyListOf(Gen.Choose(1, 60)).Select(sizes => sizes.ToArray()));

    /// <summary>Cases in which the endings change at the ends of messages alone.</summary>
    public static Arbitrary<FramingCase> ChangedAtEnds { get; } = Cases(Gen.Constant<MessageEnding?[]>([]));

    /// <summary>Cases in which they change between any two pieces too, whatever is held.</summary>
    public static Arbitrary<FramingCase> ChangedAnywhere { get; } = Cases(
        Gen.Frequency((3, Gen.Constant<MessageEnding?>(null)), (1, Ending)).ListOf().Select(changes => changes.ToArray()));

    /// <summary>The data, cut.</summary>
    public IEnumerable<string> Pieces
    {
        get
        {
            int index = 0;
            for (int i = 0; index < Data.Length; i++)
            {
                int length = Math.Min(Sizes[i % Sizes.Length], Data.Length - index);
                yield return Data.Substring(index, length);
                index += length;
            }
        }
    }

    public override string ToString() =>
        $"""
        '{Data}' in pieces of {string.Join(", ", Sizes)}
        messages end with: {string.Join("; ", Endings.Select(Show))}
        set in front of the pieces: {string.Join("; ", Changes.Select(Show))}
        """;

    private static Arbitrary<FramingCase> Cases(Gen<MessageEnding?[]> changesOfCase) => Arb.From(
        from endings in Gen.NonEmptyListOf(Ending).Select(endings => endings.Take(4).ToArray())
        from changes in changesOfCase
        from data in DataFor([.. endings.Concat(changes).Select(ending => ending?.Terminator ?? "")])
        from sizes in AnySizes
        select new FramingCase(data, sizes, endings, changes),
        Smaller);

    /// <summary>Letters, terminators and beginnings of terminators: what is nearly the end of a message comes often.</summary>
    private static Gen<string> DataFor(string[] terminators)
    {
        Gen<string> ofTerminator =
            from terminator in Gen.Elements(terminators)
            from length in Gen.Choose(0, terminator.Length)
            select terminator[..length];
        Gen<string> piece = Gen.Frequency((2, Letter), (2, Gen.Elements(terminators)), (3, ofTerminator));
        return piece.ListOf().Select(string.Concat);
    }

    private static IEnumerable<FramingCase> Smaller(FramingCase failing)
    {
        for (int i = 0; i < failing.Data.Length; i++)
        {
            yield return failing with { Data = failing.Data.Remove(i, 1) };
        }

        for (int i = 0; i < failing.Changes.Length; i++)
        {
            yield return failing with { Changes = [.. failing.Changes.Where((_, index) => index != i)] };
        }

        for (int i = 0; i < failing.Endings.Length && failing.Endings.Length > 1; i++)
        {
            yield return failing with { Endings = [.. failing.Endings.Where((_, index) => index != i)] };
        }
    }

    private static string Show(MessageEnding? ending) => ending?.ToString() ?? "unchanged";
}
