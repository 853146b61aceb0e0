using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet;

/// <content>What the loop calls, and what a subclass overrides.</content>
public partial class Dispatcher
{
    /// <summary>
    /// The channel is readable: accepts on a listener; else ends a connect that goes on, then <see cref="HandleRead"/>.
    /// asyncore: <c>handle_read_event()</c>.
    /// </summary>
    public virtual void HandleReadEvent()
    {
        if (Accepting)
        {
            HandleAccept();
            return;
        }

        if (_state == ChannelState.Connecting)
        {
            HandleConnectEvent();
        }

        if (_state != ChannelState.Closed)
        {
            HandleRead();
        }
    }

    /// <summary>
    /// The channel is writable: nothing on a listener; else ends a connect that goes on, then <see cref="HandleWrite"/>.
    /// asyncore: <c>handle_write_event()</c>.
    /// </summary>
    public virtual void HandleWriteEvent()
    {
        if (Accepting)
        {
            return;
        }

        if (_state == ChannelState.Connecting)
        {
            HandleConnectEvent();
        }

        if (_state != ChannelState.Closed)
        {
            HandleWrite();
        }
    }

    /// <summary>
    /// A connect has ended: throws if it failed, else <see cref="HandleConnect"/>, after which the channel is
    /// <see cref="ChannelState.Connected"/> unless that closed it. asyncore: <c>handle_connect_event()</c>.
    /// </summary>
    /// <exception cref="SocketException">The connect failed.</exception>
    public virtual void HandleConnectEvent()
    {
        SocketError error = RequireSocket().GetError();
        if (error != SocketError.Success)
        {
            throw SocketErrors.CreateException(error, $"connect to {SocketErrors.Describe(Address)}", this);
        }

        HandleConnect();
        if (_state == ChannelState.Connecting)
        {
            SetState(ChannelState.Connected);
        }
    }

    /// <summary>
    /// Urgent data or a pending error: with an error the connection is over, else <see cref="HandleExceptional"/>.
    /// asyncore: <c>handle_expt_event()</c>.
    /// </summary>
    public virtual void HandleExceptionalEvent()
    {
        if (_state == ChannelState.Closed)
        {
            return;
        }

        if (RequireSocket().GetError() != SocketError.Success)
        {
            SignalClose();
        }
        else
        {
            HandleExceptional();
        }
    }

    /// <summary>Input is there: receive it. asyncore: <c>handle_read()</c>.</summary>
    protected virtual void HandleRead() => Unhandled("read");

    /// <summary>There is room to send. asyncore: <c>handle_write()</c>.</summary>
    protected virtual void HandleWrite()
    {
    }

    /// <summary>
    /// Urgent data is there. By default it is taken and dropped: the poller would report it, pass after pass, until something takes it.
    /// asyncore: <c>handle_expt()</c>, which leaves it there.
    /// </summary>
    protected virtual void HandleExceptional()
    {
        Unhandled("urgent data");
        if (_socket is { SocketType: SocketType.Stream } socket)
        {
            Span<byte> urgent = stackalloc byte[1]; // TCP has no more than one at a time
            _ = socket.Receive(urgent, SocketFlags.OutOfBand);
        }
    }

    /// <summary>
    /// The connection stands. Its state turns to connected when this returns. asyncore: <c>handle_connect()</c>.
    /// </summary>
    protected virtual void HandleConnect()
    {
    }

    /// <summary>
    /// A connection waits to be accepted: by default one is, and given to <see cref="HandleAccepted"/>. asyncore:
    /// <c>handle_accept()</c>.
    /// </summary>
    protected virtual void HandleAccept()
    {
        if (Accept() is not var (socket, address))
        {
            return;
        }

        try
        {
            HandleAccepted(socket, address);
        }
        catch (Exception exception) when (!Loop.Leaves(exception))
        {
            socket.Close();
            ReportAccepted(exception);
        }
    }

    /// <summary>
    /// A connection was accepted: make its channel. By default it is closed. asyncore: <c>handle_accepted()</c>.
    /// </summary>
    /// <param name="socket">The connection, which now belongs to the callee.</param>
    /// <param name="address">The peer's address; null for an unnamed one.</param>
    protected virtual void HandleAccepted(ChannelSocket socket, EndPoint? address)
    {
        ArgumentNullException.ThrowIfNull(socket);
        socket.Close();
        Unhandled("accepted");
    }

    /// <summary>
    /// The connection is over: called once, by the peer's end or reset or after an error. By default <see cref="Close"/>.
    /// asyncore: <c>handle_close()</c>.
    /// </summary>
    protected virtual void HandleClose() => Close();

    /// <summary>
    /// The poller says once more that the connection is over: the channel has stayed open, and wants something that will not come.
    /// By default nothing. It is not polled from now on, until its interest changes.
    /// </summary>
    protected virtual void HandleCloseAgain()
    {
    }

    /// <summary>
    /// A handler threw. By default logs it and ends the connection (<see cref="HandleClose"/>); a listener whose
    /// <see cref="HandleAccepted"/> threw goes on. That a connected peer cannot be reached any more is no error of the program, and is
    /// logged as a detail. asyncore: <c>handle_error()</c>.
    /// </summary>
    protected virtual void HandleError(Exception exception)
    {
        if (_state == ChannelState.Connected && SocketErrors.IsUnreachable(SocketErrors.Of(exception)))
        {
            Logger.LogDebug(exception, "{Channel} has lost its peer.", this);
        }
        else
        {
            Logger.LogError(exception, "Unhandled exception in a handler of {Channel}.", this);
        }

        EndAfterError();
    }

    /// <summary>
    /// One connection's handler could not be made. That is an error of the connection: the listener, which has no part in it,
    /// goes on.
    /// </summary>
    private void ReportAccepted(Exception exception)
    {
        _isSpared = true;
        _map.Loop?.HandlerThrew?.Invoke(this, exception);
        try
        {
            HandleError(exception);
        }
        finally
        {
            _isSpared = false;
        }
    }

    /// <summary>Writes a line about an event that no handler takes.</summary>
    protected virtual void Unhandled(string what) => Logger.LogDebug("{Channel}: unhandled {Event} event", this, what);
}
