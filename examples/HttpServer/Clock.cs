using System.Globalization;

using AsyncoreNet;

namespace HttpServer;

/// <summary>
/// The time of a server, by one timer: each second the date is written anew, and every connection is told that it has passed. A
/// request costs no look at a clock, and a connection no timer.
/// </summary>
internal sealed class Clock
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Loop _loop;
    private readonly byte[] _date = "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"u8.ToArray();

    /// <summary>Starts the clock. It keeps no <c>asyncore.loop</c> from ending.</summary>
    public Clock(Loop loop)
    {
        _loop = loop;
        WriteDate();
        loop.CallEvery(Period, Tick);
    }

    /// <summary>The line of the date, at most a second old.</summary>
    public ReadOnlySpan<byte> Date => _date;

    private void Tick()
    {
        WriteDate();
        foreach (IChannel channel in _loop.Map.Values.ToArray())
        {
            (channel as ITimed)?.SecondPassed();
        }
    }

    private void WriteDate() =>
        _loop.TimeProvider.GetUtcNow().TryFormat(_date.AsSpan("Date: ".Length), out _, "r", CultureInfo.InvariantCulture);
}
