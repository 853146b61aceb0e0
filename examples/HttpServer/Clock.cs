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
    private readonly LoopTimer _timer;
    private readonly List<ITimed> _connections = [];
    private readonly byte[] _date = "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"u8.ToArray();

    /// <summary>
    /// Starts the clock. It keeps no <c>asyncore.loop</c> from ending, and stops behind its listener and the last connection.
    /// </summary>
    public Clock(Loop loop)
    {
        _loop = loop;
        WriteDate();
        _timer = loop.CallEvery(Period, Tick);
    }

    /// <summary>Where the connections come from.</summary>
    public Dispatcher? Listener { get; set; }

    /// <summary>The line of the date, at most a second old.</summary>
    public ReadOnlySpan<byte> Date => _date;

    /// <summary>Tells a connection the time from now on.</summary>
    public void Add(ITimed connection) => _connections.Add(connection);

    private void Tick()
    {
        WriteDate();
        for (int i = _connections.Count - 1; i >= 0; i--)
        {
            if (!_connections[i].SecondPassed())
            {
                _connections[i] = _connections[^1];
                _connections.RemoveAt(_connections.Count - 1);
            }
        }

        if (_connections.Count == 0 && Listener is { IsClosed: true })
        {
            _timer.Cancel();
        }
    }

    private void WriteDate() =>
        _loop.TimeProvider.GetUtcNow().TryFormat(_date.AsSpan("Date: ".Length), out _, "r", CultureInfo.InvariantCulture);
}
