namespace AsyncoreNet;

/// <summary>
/// Delivers readiness to one channel: asyncore's <c>read</c>, <c>write</c>, <c>_exception</c> and <c>readwrite</c>. Exceptions of
/// the channel's handlers reach its <see cref="IChannel.HandleError"/>; what that throws, and <see cref="LoopExitException"/>,
/// the caller.
/// </summary>
/// <remarks>
/// Loop thread. A loop calls these itself; they are public for programs and tests that deliver events of their own.
/// </remarks>
public static class ChannelEvents
{
    private const PollFlags Hangup = PollFlags.Hup | PollFlags.Err | PollFlags.NVal;

    /// <summary>What a delivery asks of the loop.</summary>
    internal enum Outcome
    {
        /// <summary>Nothing.</summary>
        Done,

        /// <summary>
        /// Not to poll the channel until its interest changes: it hung up, and holds data that the channel does not want yet, or
        /// the channel was told and stays open.
        /// </summary>
        Suspend,
    }

    /// <summary>Delivers input.</summary>
    public static void Read(IChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        try
        {
            channel.HandleReadEvent();
        }
        catch (Exception exception) when (!Loop.Leaves(exception))
        {
            channel.HandleError(exception);
        }
    }

    /// <summary>Delivers room to write.</summary>
    public static void Write(IChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        try
        {
            channel.HandleWriteEvent();
        }
        catch (Exception exception) when (!Loop.Leaves(exception))
        {
            channel.HandleError(exception);
        }
    }

    /// <summary>Delivers urgent data or an error.</summary>
    public static void Exceptional(IChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        try
        {
            channel.HandleExceptionalEvent();
        }
        catch (Exception exception) when (!Loop.Leaves(exception))
        {
            channel.HandleError(exception);
        }
    }

    /// <summary>
    /// Delivers an exception of work that belongs to a channel to its error handler. What that lets escape closes the channel and
    /// reaches <see cref="Loop.UnhandledException"/>, if the channel has a loop.
    /// </summary>
    public static void Error(IChannel channel, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(exception);
        if (channel is Dispatcher { Loop: { } loop })
        {
            loop.HandleError(channel, exception);
        }
        else
        {
            channel.HandleError(exception);
        }
    }

    /// <summary>
    /// Delivers all that a channel is ready for: input, output, urgent data, then the end of the connection. An exception that
    /// says the connection is over ends it without an error.
    /// </summary>
    public static void ReadWrite(IChannel channel, PollFlags flags)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var entry = new ChannelEntry(new ChannelMap(), descriptor: 0, order: 0) { Channel = channel, Generation = 1 };
        ReadWrite(entry, entry.Generation, flags);
    }

    /// <summary>The same for a channel of a loop: it stops as soon as a handler has closed or replaced the channel.</summary>
    internal static Outcome ReadWrite(ChannelEntry entry, uint generation, PollFlags flags)
    {
        IChannel channel = entry.Channel;
        try
        {
            int unread = (flags & Hangup) == 0 ? 0 : Unread(channel);
            if ((flags & PollFlags.In) != 0)
            {
                channel.HandleReadEvent();
            }

            if ((flags & PollFlags.Out) != 0 && entry.IsCurrent(generation))
            {
                channel.HandleWriteEvent();
            }

            if ((flags & PollFlags.Pri) != 0 && entry.IsCurrent(generation))
            {
                channel.HandleExceptionalEvent();
            }

            if ((flags & Hangup) != 0 && entry.IsCurrent(generation))
            {
                return HangUp(entry, generation, flags, unread);
            }
        }
        catch (Exception exception) when (!Loop.Leaves(exception))
        {
            if (SocketErrors.IsDisconnected(SocketErrors.Of(exception)))
            {
                channel.HandleClose();
            }
            else
            {
                channel.HandleError(exception);
            }
        }

        return Outcome.Done;
    }

    /// <summary>
    /// What <c>select</c> would have reported: a hang-up or an error makes a descriptor readable, an error writable too, each
    /// only where it was asked for.
    /// </summary>
    internal static PollFlags AsSelectReports(PollFlags flags, PollFlags asked)
    {
        PollFlags result = flags & PollFlags.Pri;
        if ((flags & (PollFlags.In | PollFlags.Hup | PollFlags.Err)) != 0)
        {
            result |= asked & PollFlags.In;
        }

        if ((flags & (PollFlags.Out | PollFlags.Err)) != 0)
        {
            result |= asked & PollFlags.Out;
        }

        return result;
    }

    /// <summary>
    /// The peer is gone, but what it sent before may still lie in the kernel: asyncore closes here and loses it on pipes and Unix
    /// sockets. While reading gets on, the end comes later, as the end of the stream; while reading is paused, the channel sleeps
    /// until it goes on, unless it writes: then its sends tell it.
    /// </summary>
    private static Outcome HangUp(ChannelEntry entry, uint generation, PollFlags flags, int unreadBefore)
    {
        IChannel channel = entry.Channel;
        if ((flags & PollFlags.NVal) == 0 && Unread(channel) is > 0 and var unread)
        {
            if (unread < unreadBefore)
            {
                return Outcome.Done;
            }

            if ((entry.Registered & PollFlags.In) != 0)
            {
                if (channel is Dispatcher { WantsInput: false })
                {
                    return Outcome.Done; // the handler has just turned reading off, which the next pass will see
                }
            }
            else if ((flags & PollFlags.Hup) != 0) // an error alone is that of a pipe's writer, whose unread bytes are its own
            {
                return (flags & PollFlags.Out) == 0 ? Outcome.Suspend : Outcome.Done;
            }
        }

        if (channel is not Dispatcher dispatcher)
        {
            channel.HandleClose();
            return Outcome.Done;
        }

        bool staysOpen = dispatcher.EndOfConnection(isError: (flags & PollFlags.Hup) == 0) && entry.IsCurrent(generation);
        return staysOpen ? Outcome.Suspend : Outcome.Done;
    }

    private static int Unread(IChannel channel) => (channel as Dispatcher)?.Socket?.Available ?? 0;
}
