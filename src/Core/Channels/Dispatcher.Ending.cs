using System.Net.Sockets;

namespace AsyncoreNet;

/// <content>How a connection ends: what is signalled, once, and what closes a channel that stays open behind that.</content>
public partial class Dispatcher
{
    /// <summary>
    /// The end of the stream has been received: nothing more is read, though the poller would report it for ever, and
    /// <see cref="HandleClose"/> is called.
    /// </summary>
    protected void SignalEndOfInput()
    {
        _inputEnded = true;
        InterestChanged();
        SignalClose();
    }

    /// <summary>Calls <see cref="HandleClose"/>, the first time for each socket.</summary>
    protected void SignalClose()
    {
        if (_closeSignalled || _state == ChannelState.Closed)
        {
            return;
        }

        _closeSignalled = true;
        HandleClose();
    }

    /// <summary>
    /// Ends the connection after an error: by <see cref="HandleClose"/>, or by <see cref="Close"/> where that has had its call.
    /// </summary>
    protected void EndAfterError()
    {
        if (_isSpared)
        {
            return;
        }

        if (_closeSignalled)
        {
            Close();
        }
        else
        {
            SignalClose();
        }
    }

    /// <summary>
    /// The poller says that the connection is over. The channel hears of it; one that has, and is open still with output for
    /// nobody, is closed. Returns whether the poller would go on saying so for nothing.
    /// </summary>
    internal bool EndOfConnection(bool isError)
    {
        if (_closeSignalled && PendingOutput > 0)
        {
            Close();
            return false;
        }

        if (_closeSignalled)
        {
            HandleCloseAgain();
        }
        else
        {
            SignalClose();
        }

        return !IsClosed && PendingOutput == 0 && !(isError && _socket!.GetError() != SocketError.Success); // asking clears the error
    }
}
