using Redis.Data;
using Redis.Protocol;

namespace Redis.Commands;

/// <summary>Sorted sets, but for their ranges.</summary>
internal static class SortedSetCommands
{
    [Flags]
    private enum Options
    {
        None = 0,
        Nx = 1,
        Xx = 2,
        Gt = 4,
        Lt = 8,
        Ch = 16,
        Incr = 32,
    }

    public static void ZScore(Session session, Arguments request)
    {
        if (!session.TryFind(request[1], out SortedSetValue? set))
        {
            return;
        }

        if (set is not null && set.TryGetScore(request[2], out double score))
        {
            session.Reply.Bulk(score);
        }
        else
        {
            session.Reply.Null();
        }
    }

    public static void ZAdd(Session session, Arguments request)
    {
        ReplyWriter reply = session.Reply;
        Options options = ParseOptions(request, out int first);
        int pairs = (request.Count - first) / 2;
        if (pairs == 0 || (request.Count - first) % 2 != 0)
        {
            reply.Error(Errors.Syntax);
            return;
        }

        ReadOnlySpan<byte> conflict = FindConflict(options, pairs);
        if (!conflict.IsEmpty)
        {
            reply.Error(conflict);
            return;
        }

        double[] scores = new double[pairs];
        for (int i = 0; i < pairs; i++)
        {
            if (!Numbers.TryParse(request[first + (2 * i)], out scores[i]))
            {
                reply.Error(Errors.NotAFloat);
                return;
            }
        }

        if (!session.TryFind(request[1], out SortedSetValue? set))
        {
            return;
        }

        set ??= options.HasFlag(Options.Xx) ? null : session.Keys.Add(request[1], new SortedSetValue());
        (int added, int changed) = (0, 0);
        double? last = null; // the score that INCR asks for, if it was set
        for (int i = 0; i < pairs && set is not null; i++)
        {
            ReadOnlySpan<byte> member = request[first + (2 * i) + 1];
            bool isThere = set.TryGetScore(member, out double before);
            double score = isThere && options.HasFlag(Options.Incr) ? before + scores[i] : scores[i];
            if (double.IsNaN(score))
            {
                reply.Error("ERR resulting score is not a number (NaN)"u8);
                return;
            }

            if (!Allow(options, isThere, before, score))
            {
                continue;
            }

            last = score;
            added += isThere ? 0 : 1;
            if (!isThere || score != before)
            {
                changed++;
                set.Set(member, score + 0.0); // -0 is kept as 0, though it was said to be -0
            }
        }

        if (!options.HasFlag(Options.Incr))
        {
            reply.Integer(options.HasFlag(Options.Ch) ? changed : added);
        }
        else if (last is { } result)
        {
            reply.Bulk(result);
        }
        else
        {
            reply.Null();
        }
    }

    private static Options ParseOptions(Arguments request, out int first)
    {
        Options options = Options.None;
        for (first = 2; first < request.Count; first++)
        {
            Options one = request.Is(first, "nx"u8) ? Options.Nx
                : request.Is(first, "xx"u8) ? Options.Xx
                : request.Is(first, "gt"u8) ? Options.Gt
                : request.Is(first, "lt"u8) ? Options.Lt
                : request.Is(first, "ch"u8) ? Options.Ch
                : request.Is(first, "incr"u8) ? Options.Incr
                : Options.None;
            if (one == Options.None)
            {
                break;
            }

            options |= one;
        }

        return options;
    }

    private static ReadOnlySpan<byte> FindConflict(Options options, int pairs)
    {
        if (options.HasFlag(Options.Nx | Options.Xx))
        {
            return "ERR XX and NX options at the same time are not compatible"u8;
        }

        if (options.HasFlag(Options.Gt | Options.Lt)
            || options.HasFlag(Options.Gt | Options.Nx)
            || options.HasFlag(Options.Lt | Options.Nx))
        {
            return "ERR GT, LT, and/or NX options at the same time are not compatible"u8;
        }

        return options.HasFlag(Options.Incr) && pairs > 1
            ? "ERR INCR option supports a single increment-element pair"u8
            : default;
    }

    /// <summary>Whether a member may get a score.</summary>
    private static bool Allow(Options options, bool isThere, double before, double score) => isThere
        ? !options.HasFlag(Options.Nx)
            && !(options.HasFlag(Options.Gt) && score <= before)
            && !(options.HasFlag(Options.Lt) && score >= before)
        : !options.HasFlag(Options.Xx);
}
