using System.Net.Sockets;

namespace AsyncoreNet.Compat;

/// <summary>
/// Python's <c>asyncore</c> under its own names: a legacy program ports line by line, and its handlers see what they saw under
/// CPython 3.11. What was a hazard there is mended here; <c>docs/divergences.md</c> lists each.
/// </summary>
/// <remarks>Source: the module functions of CPython 3.11's <c>asyncore.py</c>. All of them run on the calling thread.</remarks>
public static partial class asyncore
{
    [ThreadStatic]
    private static Exception? s_handled;

    /// <summary>
    /// The channels that <see cref="loop"/> serves unless it is given others, looked up at each call: it may be replaced.
    /// </summary>
    public static ChannelMap socket_map
    {
        get => field ?? ChannelMap.Default;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// Polls until the map is empty, or <paramref name="count"/> times. Ends when the map is empty, whatever timers are left.
    /// </summary>
    /// <param name="timeout">Seconds: the longest wait of each poll. Infinity waits without a limit.</param>
    /// <param name="use_poll">
    /// True for the order of <see cref="poll2"/>, false for that of <see cref="poll"/>. The system call is the loop's choice.
    /// </param>
    /// <param name="map">The channels; <see cref="socket_map"/> if null.</param>
    /// <param name="count">The number of polls; no limit if null, none at all if zero or less.</param>
    /// <exception cref="ExitNow">A handler threw it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, in the order of <see cref="poll"/>.</exception>
    /// <exception cref="InvalidOperationException">The map's loop runs already, here or on another thread.</exception>
    public static void loop(double timeout = 30.0, bool use_poll = false, ChannelMap? map = null, int? count = null) =>
        run(timeout, use_poll ? DispatchOrder.ByChannel : DispatchOrder.ByEvent, map, count);

    /// <summary>
    /// One pass that delivers all reads, then all writes, then all exceptions, as on <c>select</c>. An empty map returns at once.
    /// </summary>
    /// <param name="timeout">Seconds; infinity waits without a limit.</param>
    /// <param name="map">The channels; <see cref="socket_map"/> if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="SocketException">A descriptor in the map is not open.</exception>
    public static void poll(double timeout = 0.0, ChannelMap? map = null) => run(timeout, DispatchOrder.ByEvent, map, count: 1);

    /// <summary>One pass that delivers all that one channel is ready for, then the next channel's, as on <c>poll</c>.</summary>
    /// <param name="timeout">Seconds; a negative one, or infinity, waits without a limit.</param>
    /// <param name="map">The channels; <see cref="socket_map"/> if null.</param>
    public static void poll2(double timeout = 0.0, ChannelMap? map = null) => run(timeout, DispatchOrder.ByChannel, map, count: 1);

    /// <summary>Another name of <see cref="poll2"/>.</summary>
    /// <inheritdoc cref="poll2"/>
    public static void poll3(double timeout = 0.0, ChannelMap? map = null) => poll2(timeout, map);

    /// <summary>Delivers a read event; an exception reaches <c>handle_error</c>.</summary>
    public static void read(IChannel obj) => ChannelEvents.Read(obj);

    /// <summary>Delivers a write event; an exception reaches <c>handle_error</c>.</summary>
    public static void write(IChannel obj) => ChannelEvents.Write(obj);

    /// <summary>Delivers an exceptional event; an exception reaches <c>handle_error</c>.</summary>
    public static void _exception(IChannel obj) => ChannelEvents.Exceptional(obj);

    /// <summary>
    /// Delivers a read, a write, an exceptional event, then a close, each if its flag is set. A <see cref="SocketException"/>
    /// that says the connection is over is a close; any other exception reaches <c>handle_error</c>.
    /// </summary>
    public static void readwrite(IChannel obj, PollFlags flags) => ChannelEvents.ReadWrite(obj, flags);

    /// <summary>Closes every channel, then clears the map.</summary>
    /// <param name="map">The channels; <see cref="socket_map"/> if null.</param>
    /// <param name="ignore_all">
    /// Whether to go on when a channel's <c>close</c> throws. A closed descriptor is ignored anyway, and <see cref="ExitNow"/>
    /// never.
    /// </param>
    public static void close_all(ChannelMap? map = null, bool ignore_all = false)
    {
        map ??= socket_map;
        foreach (IChannel channel in map.Values.ToArray())
        {
            try
            {
                channel.Close();
            }
            catch (Exception exception) when (exception is not LoopExitException
                && (ignore_all || SocketErrors.Of(exception) == SocketErrors.BadDescriptor))
            {
                // What the caller asked to be ignored.
            }
        }

        map.Clear();
    }

    /// <summary>
    /// The exception that <c>handle_error</c> was called for, on this thread; null elsewhere. Python: <c>sys.exc_info()[1]</c>.
    /// </summary>
    public static Exception? exc_info() => s_handled;

    /// <summary>The system's text for an errno value. Source: <c>asyncore._strerror</c>.</summary>
    public static string _strerror(int err) => err > 0
        ? System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(err)
        : $"Unknown error {err}";

    private static void run(double timeout, DispatchOrder order, ChannelMap? map, int? count)
    {
        map ??= socket_map;
        if (map.Count > 0 && count is null or > 0)
        {
            Loop.For(map).RunWhileChannels(seconds(timeout, order), order, count);
        }
    }

    /// <summary>Null is no limit. Nothing is cut off: CPython's poll2 drops what is below a millisecond, and spins.</summary>
    private static TimeSpan? seconds(double timeout, DispatchOrder order)
    {
        if (double.IsNaN(timeout) || (timeout < 0 && order == DispatchOrder.ByEvent))
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The timeout is in seconds, and must not be negative.");
        }

        return timeout < 0 || timeout > TimeSpan.MaxValue.TotalSeconds / 2 ? null : TimeSpan.FromSeconds(timeout);
    }
}
