using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Async;

/// <summary>
/// A listener with a task for each connection. asyncio: <c>start_server</c>.
/// </summary>
/// <remarks>
/// <para>
/// The handler runs on the loop and has the connection to itself; when its task ends, what it wrote is sent and the connection closed. An
/// exception of it is logged, ends that connection alone, and the server goes on. What every server meets (a client that is gone, a
/// stop) is no error, and a handler need not catch it.
/// </para>
/// <para>
/// The server ends with <see cref="StopAsync"/>, with a graceful <see cref="Loop.Stop(TimeSpan)"/>, or with the
/// <see cref="AsyncLoop"/> run that has started it; all of them cancel the handlers' token.
/// </para>
/// <para><b>Thread.</b> The loop's; members throw <see cref="InvalidOperationException"/> off it.</para>
/// </remarks>
public sealed class AsyncServer : IAsyncDisposable, IRunMember
{
    private readonly Func<AsyncConnection, CancellationToken, Task> _handler;
    private readonly AsyncServerOptions _options;
    private readonly Listener _listener;
    private readonly HashSet<AsyncConnection> _running = []; // their handlers have not ended, or their output is not sent
    private readonly Action<Task, object?> _ended;
    private TaskCompletionSource? _allEnded; // of a stop that waits
    private readonly CancellationTokenSource _stopping = new();

    private AsyncServer(EndPoint address, Func<AsyncConnection, CancellationToken, Task> handler, AsyncServerOptions options)
    {
        (_handler, _options) = (handler, options);
        _ended = (task, connection) => Ended((AsyncConnection)connection!, task);
        _listener = new Listener(this, address);
        RunScope.Of(_listener.Loop)?.Add(this);
    }

    /// <summary>Where the server listens, with the port that the system chose.</summary>
    public EndPoint LocalEndPoint { get; private set; } = null!;

    /// <summary>The listener's channel.</summary>
    public Dispatcher Channel => _listener;

    /// <summary>Connections whose handlers run.</summary>
    public int ConnectionCount => _running.Count;

    /// <summary>Listens, and calls the handler for each connection from now on.</summary>
    /// <param name="address">Where to; port 0 is any free one. A Unix path's file must not exist.</param>
    /// <param name="handler">Called on the loop. Its token is cancelled when the server stops.</param>
    /// <param name="options">By default an <see cref="AsyncServerOptions"/> as it comes.</param>
    /// <exception cref="SocketException">The address is in use, not local or not allowed.</exception>
    public static AsyncServer Start(
        EndPoint address, Func<AsyncConnection, CancellationToken, Task> handler, AsyncServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(handler);
        options ??= new AsyncServerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConnections, 1, nameof(options));
        return new AsyncServer(address, handler, options);
    }

    /// <summary>
    /// Stops gracefully: the listener closes, the handlers' token is cancelled, and what has not ended after the deadline is aborted.
    /// Returns the connections whose handlers were abandoned; the log names them. Repeatable.
    /// </summary>
    /// <param name="deadline">Time for the handlers to end. Not negative.</param>
    public async Task<IReadOnlyList<AsyncConnection>> StopAsync(TimeSpan deadline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(deadline, TimeSpan.Zero);
        _listener.CloseWhenSent();

        if (_running.Count > 0 && _listener.Map.Loop is { } loop)
        {
            _allEnded ??= new TaskCompletionSource();
            await _allEnded.Task.WaitAsync(deadline, loop.TimeProvider)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        AsyncConnection[] abandoned = [.. _running];
        foreach (AsyncConnection connection in abandoned)
        {
            _listener.LogAbandoned(connection, deadline);
            connection.Abort();
        }

        RunScope.Of(_listener.Loop)?.Remove(this);
        return abandoned;
    }

    /// <summary>Stops, and gives the handlers five seconds to end.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(true);
        _stopping.Dispose();
    }

    /// <inheritdoc/>
    Task IRunMember.EndAsync(TimeSpan deadline) => StopAsync(deadline);

    private void CancelHandlers()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        try
        {
            _stopping.Cancel();
        }
        catch (AggregateException failure)
        {
            _listener.LogFailedCancellation(failure); // that of a callback which a handler registered: the others were called too
        }

        foreach (AsyncConnection connection in _running.ToArray()) // without a loop, what is cancelled goes on at once
        {
            connection.Channel.ServerStops();
        }
    }

    private void Accepted(ChannelSocket socket)
    {
        if (_options.NoDelay && socket.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
        {
            socket.NoDelay = true;
        }

        var connection = new AsyncConnection(socket, _listener.Map);
        connection.Channel.ServerStopping = _stopping.Token;
        _running.Add(connection);
        _listener.ReadInterest = _running.Count < _options.MaxConnections;

        // Not an async method around the handler: each idle connection would keep its state machine and two objects to come back with.
        _ = StartHandler(connection).ContinueWith(
            _ended,
            connection,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.HideScheduler,
            _listener.Loop!.TaskScheduler);
    }

    private Task StartHandler(AsyncConnection connection)
    {
        try
        {
            return _handler(connection, _stopping.Token);
        }
        catch (Exception failure)
        {
            return Task.FromException(failure); // it threw before it had a task
        }
    }

    private void Ended(AsyncConnection connection, Task handler)
    {
        try
        {
            if (!handler.IsCompletedSuccessfully)
            {
                Exception failure = handler.Exception?.InnerException ?? new TaskCanceledException(handler);
                if (IsOrdinaryEnd(connection, failure))
                {
                    _listener.LogEnd(connection, failure);
                }
                else
                {
                    _listener.LogFailure(connection, failure);
                }
            }
        }
        finally
        {
            // A logger that throws leaves no connection behind.
            connection.Close();
            if (connection.Channel.IsClosed)
            {
                Forget(connection);
            }
            else
            {
                _ = ForgetWhenClosedAsync(connection);
            }
        }
    }

    private async Task ForgetWhenClosedAsync(AsyncConnection connection)
    {
        await connection.DisposeAsync().ConfigureAwait(true);
        Forget(connection);
    }

    private void Forget(AsyncConnection connection)
    {
        _running.Remove(connection);
        if (!_listener.IsClosed)
        {
            _listener.ReadInterest = true;
        }

        if (_running.Count == 0)
        {
            (TaskCompletionSource? stop, _allEnded) = (_allEnded, null);
            stop?.TrySetResult();
        }
    }

    /// <summary>Whether a handler has failed only because it was to stop, or because there was nobody left to serve.</summary>
    private bool IsOrdinaryEnd(AsyncConnection connection, Exception failure) => failure switch
    {
        OperationCanceledException => _stopping.IsCancellationRequested,
        ObjectDisposedException => connection.IsClosed,
        SocketException => connection.Channel.IsBroken,
        AggregateException group => group.InnerExceptions.All(inner => IsOrdinaryEnd(connection, inner)),
        _ => false,
    };

    private sealed class Listener : Dispatcher
    {
        private const int AcceptsInAPass = 64; // then the connections have their turn

        private readonly AsyncServer _server;

        public Listener(AsyncServer server, EndPoint address)
            : base(null, server._options.Map)
        {
            _server = server;
            CreateSocket(address.AddressFamily);
            if (server._options.ReuseAddress && address is not UnixDomainSocketEndPoint)
            {
                Socket!.ReuseAddress = true;
            }

            Bind(address);
            Listen(server._options.Backlog);
            server.LocalEndPoint = Socket!.LocalEndPoint!;
        }

        public void LogFailure(AsyncConnection connection, Exception failure) =>
            Logger.LogError(failure, "The handler of {Connection} failed.", connection);

        public void LogEnd(AsyncConnection connection, Exception failure) =>
            Logger.LogDebug(failure, "The handler of {Connection} was ended.", connection);

        public void LogFailedCancellation(AggregateException failure) =>
            Logger.LogError(failure, "A callback on the stop of {Server} failed.", this);

        public void LogAbandoned(AsyncConnection connection, TimeSpan deadline) =>
            Logger.LogWarning("The handler of {Connection} has not ended {Deadline} after the stop. It is abandoned.", connection, deadline);

        public override void CloseWhenSent()
        {
            base.CloseWhenSent();
            _server.CancelHandlers();
        }

        protected override void HandleAccept()
        {
            for (int i = 0; i < AcceptsInAPass && ReadInterest && Accept() is var (socket, _); i++)
            {
                HandleAccepted(socket, null);
            }
        }

        protected override void HandleAccepted(ChannelSocket socket, EndPoint? address)
        {
            try
            {
                _server.Accepted(socket);
            }
            catch (SocketException failure)
            {
                socket.Close(); // gone between its arrival and now
                Logger.LogDebug(failure, "A connection was lost before it was served.");
            }
        }
    }
}
