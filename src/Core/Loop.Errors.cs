using System.Net.Sockets;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet;

/// <content>The guard around every call of user code, and where what escapes it goes.</content>
public sealed partial class Loop
{
    /// <summary>Told of an exception that a channel's error handler is about to get; what that makes of it is the channel's own.</summary>
    internal Action<Dispatcher, Exception>? HandlerThrew { get; set; }

    /// <summary>Whether an exception is meant to leave the loop.</summary>
    internal static bool Leaves(Exception exception) => exception is LoopExitException;

    /// <summary>
    /// Says that descriptors have run out, at most every 5 s: the listener that cannot accept will try again and again.
    /// </summary>
    internal void WarnOfExhaustion(Dispatcher listener, SocketError error)
    {
        TimeSpan now = Time;
        if (_warnedOfExhaustion is { } last && now - last < TimeSpan.FromSeconds(5))
        {
            return;
        }

        _warnedOfExhaustion = now;
        Log(logger => logger.LogWarning(
            "{Listener} cannot accept: {Error} ({Name}). Its connections wait in the backlog. Close channels, or raise the limit of open files (ulimit -n).",
            listener, SocketErrors.Describe(error), SocketErrors.Name(error)));
    }

    /// <summary>
    /// Calls user code for a channel; what it lets escape ends the channel, and leaves the loop only if it is meant to.
    /// </summary>
    private void Guard(IChannel channel, Action<IChannel> action)
    {
        try
        {
            action(channel);
        }
        catch (Exception exception) when (!Leaves(exception))
        {
            Abandon(channel, exception);
        }
    }

    /// <summary>
    /// A channel whose error handler threw: nobody knows its state, and it may be ready for ever. It is closed, and the exception
    /// reported.
    /// </summary>
    private void Abandon(IChannel channel, Exception exception)
    {
        ReportUnhandled(exception, channel);
        try
        {
            channel.Close();
        }
        catch (Exception second) when (!Leaves(second))
        {
            ReportUnhandled(second, channel);
        }
    }

    /// <summary>Gives an exception to a channel's error handler.</summary>
    internal void HandleError(IChannel channel, Exception exception)
    {
        try
        {
            channel.HandleError(exception);
        }
        catch (Exception second) when (!Leaves(second))
        {
            Abandon(channel, second);
        }
    }

    private void ReportUnhandled(Exception exception, IChannel? channel)
    {
        try
        {
            if (UnhandledException is { } handler)
            {
                handler(this, new UnhandledExceptionInfo(exception, channel));
                return;
            }
        }
        catch (Exception second) when (!Leaves(second))
        {
            Log(logger => logger.LogError(second, "A handler of Loop.UnhandledException threw."));
        }

        Log(logger => logger.LogError(exception, "Unhandled exception on {Source}.", channel is null ? "the loop" : Text(channel)));
    }

    /// <summary>
    /// Writes to the logger. One that throws (a full disk, a closed terminal) does not stop the loop: nobody is left to tell.
    /// </summary>
    private void Log(Action<ILogger> write)
    {
        try
        {
            write(Logger);
        }
        catch (Exception exception) when (!Leaves(exception))
        {
            // Lost: the loop's work matters more than its log.
        }
    }

    /// <summary>A channel's text. It is user code too.</summary>
    private static string Text(IChannel channel)
    {
        try
        {
            return channel.ToString() ?? channel.GetType().Name;
        }
        catch (Exception exception) when (!Leaves(exception))
        {
            return $"{channel.GetType().Name} (its ToString threw {exception.GetType().Name})";
        }
    }
}
