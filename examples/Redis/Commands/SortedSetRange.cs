using Redis.Data;
using Redis.Protocol;

namespace Redis.Commands;

/// <summary>Ranges of sorted sets: ZRANGE by place, by score and by name.</summary>
internal static class SortedSetRange
{
    private enum Kind
    {
        ByPlace,
        ByScore,
        ByName,
    }

    public static void ZRange(Session session, Arguments request)
    {
        ReplyWriter reply = session.Reply;
        Kind kind = Kind.ByPlace;
        bool backwards = false;
        bool withScores = false;
        (long offset, long limit) = (0, -1);
        for (int i = 4; i < request.Count; i++)
        {
            if (request.Is(i, "withscores"u8))
            {
                withScores = true;
            }
            else if (request.Is(i, "limit"u8) && i + 2 < request.Count)
            {
                if (!Numbers.TryParse(request[i + 1], out offset) || !Numbers.TryParse(request[i + 2], out limit))
                {
                    reply.Error(Errors.NotAnInteger);
                    return;
                }

                i += 2;
            }
            else if (request.Is(i, "rev"u8) && !backwards)
            {
                backwards = true;
            }
            else if (request.Is(i, "byscore"u8) && kind == Kind.ByPlace)
            {
                kind = Kind.ByScore;
            }
            else if (request.Is(i, "bylex"u8) && kind == Kind.ByPlace)
            {
                kind = Kind.ByName;
            }
            else
            {
                reply.Error(Errors.Syntax);
                return;
            }
        }

        if (kind == Kind.ByPlace && limit != -1)
        {
            reply.Error("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX"u8);
        }
        else if (kind == Kind.ByName && withScores)
        {
            reply.Error("ERR syntax error, WITHSCORES not supported in combination with BYLEX"u8);
        }
        else if (TryFindRange(session, request, kind, backwards, out SortedSetValue? set, out (int Start, int Count) range))
        {
            Write(reply, set, kind == Kind.ByPlace ? range : Limit(range, offset, limit), backwards, withScores);
        }
    }

    /// <summary>
    /// Finds the places of a range, counted from the end that it begins at. False if something is wrong: that was replied then.
    /// </summary>
    private static bool TryFindRange(
        Session session, Arguments request, Kind kind, bool backwards, out SortedSetValue? set, out (int Start, int Count) range)
    {
        (set, range) = (null, (0, 0));
        if (kind == Kind.ByPlace)
        {
            if (!Numbers.TryParse(request[2], out long first) || !Numbers.TryParse(request[3], out long last))
            {
                session.Reply.Error(Errors.NotAnInteger);
                return false;
            }

            bool isSet = session.TryFind(request[1], out set);
            range = Places.InRange(first, last, set?.Count ?? 0);
            return isSet;
        }

        ReadOnlySpan<byte> least = request[backwards ? 3 : 2];
        ReadOnlySpan<byte> most = request[backwards ? 2 : 3];
        if ((kind == Kind.ByScore ? Bound.OfScore(least) : Bound.OfName(least)) is not { } low
            || (kind == Kind.ByScore ? Bound.OfScore(most) : Bound.OfName(most)) is not { } high)
        {
            session.Reply.Error(kind == Kind.ByScore
                ? "ERR min or max is not a float"u8
                : "ERR min or max not valid string range item"u8);
            return false;
        }

        if (!session.TryFind(request[1], out set))
        {
            return false;
        }

        if (set is not null)
        {
            int start = set.CountBefore(low.ExcludesAsLeast);
            int end = set.CountBefore(high.IncludesAsMost);
            range = (backwards ? set.Count - end : start, Math.Max(end - start, 0));
        }

        return true;
    }

    private static (int Start, int Count) Limit((int Start, int Count) range, long offset, long limit)
    {
        if (offset < 0 || offset >= range.Count)
        {
            return (0, 0);
        }

        long count = range.Count - offset;
        return (range.Start + (int)offset, (int)(limit < 0 ? count : Math.Min(limit, count)));
    }

    private static void Write(
        ReplyWriter reply, SortedSetValue? set, (int Start, int Count) range, bool backwards, bool withScores)
    {
        reply.Array(withScores ? 2 * range.Count : range.Count);
        if (range.Count == 0)
        {
            return;
        }

        foreach ((byte[] member, double score) in set!.From(range.Start, backwards).Take(range.Count))
        {
            reply.Bulk(member);
            if (withScores)
            {
                reply.Bulk(score);
            }
        }
    }

    /// <summary>An end of a range.</summary>
    /// <param name="Compare">How a member is to it: less, equal or more.</param>
    /// <param name="IsExcluded">Whether what is equal is beyond it.</param>
    private sealed record Bound(Func<byte[], double, int> Compare, bool IsExcluded)
    {
        /// <summary>A score: a number, or <c>(</c> and a number, which excludes it.</summary>
        public static Bound? OfScore(ReadOnlySpan<byte> text)
        {
            bool isExcluded = text is [(byte)'(', ..];
            text = (isExcluded ? text[1..] : text).TrimStart(" \t\n\v\f\r"u8); // the original takes it for a string of C
            int nul = text.IndexOf((byte)0);
            text = nul < 0 ? text : text[..nul];
            double bound = 0; // which is what nothing means
            return text.IsEmpty || Numbers.TryParse(text, out bound)
                ? new Bound((_, score) => score.CompareTo(bound), isExcluded)
                : null;
        }

        /// <summary>A name: <c>[</c> or <c>(</c> and the name, or <c>-</c> or <c>+</c> for the first or last of all.</summary>
        public static Bound? OfName(ReadOnlySpan<byte> text)
        {
            switch (text)
            {
                case [(byte)'-']:
                    return new Bound((_, _) => 1, IsExcluded: false);
                case [(byte)'+']:
                    return new Bound((_, _) => -1, IsExcluded: false);
                case [(byte)'(' or (byte)'[', ..]:
                    byte[] name = text[1..].ToArray();
                    return new Bound((member, _) => member.AsSpan().SequenceCompareTo(name), text[0] == '(');
                default:
                    return null;
            }
        }

        /// <summary>Whether a member is in front of a range that begins here.</summary>
        public bool ExcludesAsLeast(byte[] member, double score) =>
            Compare(member, score) is var order && (order < 0 || (order == 0 && IsExcluded));

        /// <summary>Whether a member is not behind a range that ends here.</summary>
        public bool IncludesAsMost(byte[] member, double score) =>
            Compare(member, score) is var order && (order < 0 || (order == 0 && !IsExcluded));
    }
}
