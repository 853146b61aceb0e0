using Redis.Data;
using Redis.Protocol;

namespace Redis.Commands;

/// <summary>The options of SET.</summary>
internal ref struct SetOptions
{
    private ReadOnlySpan<byte> _time; // as it was said
    private Unit _unit;

    private enum Unit
    {
        None,
        Seconds,
        Milliseconds,
        UnixSeconds,
        UnixMilliseconds,
    }

    /// <summary>NX: only a key that is not there.</summary>
    public bool IfMissing { get; private set; }

    /// <summary>XX: only a key that is there.</summary>
    public bool IfThere { get; private set; }

    /// <summary>GET: the old value is the reply.</summary>
    public bool Gets { get; private set; }

    /// <summary>KEEPTTL: the deadline stays.</summary>
    public bool KeepsDeadline { get; private set; }

    /// <summary>Whether the key is to get a deadline.</summary>
    public readonly bool HasTime => _unit != Unit.None;

    /// <summary>Reads the options. False if they make no sense.</summary>
    public static bool TryParse(Arguments request, out SetOptions options)
    {
        options = default;
        for (int i = 3; i < request.Count; i++)
        {
            bool isGood = true;
            if (request.Is(i, "nx"u8))
            {
                options.IfMissing = isGood = !options.IfThere;
            }
            else if (request.Is(i, "xx"u8))
            {
                options.IfThere = isGood = !options.IfMissing;
            }
            else if (request.Is(i, "get"u8))
            {
                options.Gets = true;
            }
            else if (request.Is(i, "keepttl"u8))
            {
                options.KeepsDeadline = isGood = !options.HasTime;
            }
            else if (UnitOf(request, i) is not Unit.None and var unit)
            {
                isGood = (!options.HasTime || options._unit == unit) && !options.KeepsDeadline && i + 1 < request.Count;
                if (isGood)
                {
                    options._unit = unit;
                    options._time = request[++i];
                }
            }
            else
            {
                isGood = false;
            }

            if (!isGood)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The deadline. False if it makes no sense: that was replied then.</summary>
    public readonly bool TryGetDeadline(Session session, out long deadline)
    {
        deadline = Value.Never;
        if (_unit == Unit.None)
        {
            return true;
        }

        if (!Numbers.TryParse(_time, out long time))
        {
            session.Reply.Error(Errors.NotAnInteger);
            return false;
        }

        long unit = _unit is Unit.Seconds or Unit.UnixSeconds ? 1000 : 1;
        long now = _unit is Unit.Seconds or Unit.Milliseconds ? session.Keys.Now : 0;
        if (time <= 0 || time > long.MaxValue / unit || time * unit > long.MaxValue - now)
        {
            session.Reply.Error(Errors.ExpireTime("set"));
            return false;
        }

        deadline = now + (time * unit);
        return true;
    }

    private static Unit UnitOf(Arguments request, int index) =>
        request.Is(index, "ex"u8) ? Unit.Seconds
        : request.Is(index, "px"u8) ? Unit.Milliseconds
        : request.Is(index, "exat"u8) ? Unit.UnixSeconds
        : request.Is(index, "pxat"u8) ? Unit.UnixMilliseconds
        : Unit.None;
}
