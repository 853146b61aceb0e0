using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace AsyncoreNet.Async;

/// <summary>
/// Something that a channel waits for and a program awaits: one object for all waits of a kind, one after the other.
/// </summary>
/// <remarks>
/// <para>
/// <b>Phases.</b> <see cref="Phase.Idle"/>: may be started. <see cref="Phase.Waiting"/>: the channel tries it at each readiness.
/// <see cref="Phase.Done"/>: it has an outcome, which the program has not fetched yet. Fetching it makes it idle again, with another token:
/// an await of a <see cref="ValueTask"/> that was fetched before throws.
/// </para>
/// <para>
/// <b>Where the program goes on.</b> Readiness completes a wait from the loop's dispatch, with no frame of the program below: its
/// continuation is called at once. Closing and cancelling are calls of the program; there the continuation is posted, so that no code
/// runs inside a call that did not ask for it.
/// </para>
/// <para><b>Thread.</b> All of it on the loop's, but for <see cref="Cancelled"/>.</para>
/// </remarks>
internal abstract class LoopOperation<T> : ILoopOperation, IValueTaskSource<T>, IValueTaskSource
{
    private readonly AsyncSocket _channel;
    private Phase _phase;
    private short _token; // of the present wait; a fetched one has another
    private Action<object?>? _continuation; // what awaits, once it does
    private object? _state; // its argument
    private ExecutionContext? _flow; // the context it is to run in, where the awaiter asks for that
    private object? _elsewhere; // a synchronization context or task scheduler, not the loop's, that it is to run on
    private CancellationToken _canceler; // what may cancel the present wait
    private CancellationTokenRegistration _cancellation; // with it; empty if it was cancelled before
    private Exception? _error; // the outcome, if it is one
    private T? _result; // the outcome otherwise

    protected LoopOperation(AsyncSocket channel) => _channel = channel;

    private enum Phase : byte
    {
        Idle,
        Waiting,
        Done,
    }

    /// <inheritdoc/>
    public bool IsBusy => _phase != Phase.Idle;

    /// <summary>The channel that waits.</summary>
    protected AsyncSocket Channel => _channel;

    /// <summary>The wait as something to await once.</summary>
    public ValueTask<T> Task => new(this, _token);

    /// <summary>The wait as something to await once, without its result.</summary>
    public ValueTask UntypedTask => new(this, _token);

    /// <summary>Begins a wait.</summary>
    public void Start(CancellationToken cancellationToken)
    {
        Debug.Assert(_phase == Phase.Idle, "An operation is started while it is under way.");
        _phase = Phase.Waiting;
        _canceler = cancellationToken;
        if (cancellationToken.CanBeCanceled && cancellationToken != _channel.ServerStopping)
        {
            _cancellation = cancellationToken.UnsafeRegister(static operation => ((LoopOperation<T>)operation!).Cancelled(), this);
        }
    }

    /// <inheritdoc/>
    public abstract bool TryPerform();

    /// <inheritdoc/>
    public void Continue()
    {
        Debug.Assert(_phase == Phase.Done, "An operation goes on without an outcome.");
        if (_continuation is not { } continuation)
        {
            return; // nobody awaits yet; who does finds it done
        }

        object? state = _state;
        (_continuation, _state) = (null, null);
        if (_flow is null && _elsewhere is null)
        {
            continuation(state);
        }
        else
        {
            ContinueElsewhere(continuation, state);
        }
    }

    /// <inheritdoc/>
    public void Fail(Exception error)
    {
        if (_phase == Phase.Waiting)
        {
            SetError(error);
            ContinueLater();
        }
    }

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => Status(token);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => Status(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        RequireSoleAwaiter();
        _flow = (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 ? ExecutionContext.Capture() : null;
        _elsewhere = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0 ? Elsewhere() : null;
        (_continuation, _state) = (continuation, state);
        if (_phase == Phase.Done)
        {
            ContinueLater();
        }
    }

    /// <inheritdoc/>
    T IValueTaskSource<T>.GetResult(short token) => Fetch(token);

    /// <inheritdoc/>
    void IValueTaskSource.GetResult(short token) => Fetch(token);

    /// <summary>The outcome, in <see cref="TryPerform"/>.</summary>
    protected void SetResult(T result)
    {
        _result = result;
        End();
    }

    /// <summary>The outcome, in <see cref="TryPerform"/>.</summary>
    protected void SetError(Exception error)
    {
        _error = error;
        End();
    }

    /// <summary>What a cancelled wait throws.</summary>
    protected virtual Exception Canceled(CancellationToken token) => new OperationCanceledException(token);

    private void End()
    {
        Debug.Assert(_phase == Phase.Waiting, "An operation ends that was not under way.");
        _phase = Phase.Done;
        _cancellation.Unregister();
        _channel.Ended(this);
    }

    private T Fetch(short token)
    {
        Check(token);
        if (_phase != Phase.Done)
        {
            throw Misused("a ValueTask's result is asked for before it is there. Await it.");
        }

        (T? result, Exception? error) = (_result, _error);
        (_result, _error, _flow, _elsewhere, _cancellation, _canceler) = (default, null, null, null, default, default);
        _phase = Phase.Idle;
        _token++;
        return error is null ? result! : throw error;
    }

    private ValueTaskSourceStatus Status(short token)
    {
        Check(token);
        if (_phase == Phase.Done)
        {
            return _error is null ? ValueTaskSourceStatus.Succeeded
                : _error is OperationCanceledException ? ValueTaskSourceStatus.Canceled
                : ValueTaskSourceStatus.Faulted;
        }

        RequireSoleAwaiter();
        return ValueTaskSourceStatus.Pending;
    }

    private void Check(short token)
    {
        if (token != _token || _phase == Phase.Idle)
        {
            throw Misused("a ValueTask is awaited a second time. Await it once, or use AsTask.");
        }
    }

    /// <summary>
    /// Throws off the loop, and where something awaits already. An awaiter asks for the status first, and what that throws its task
    /// reports; what <see cref="OnCompleted"/> throws would end the process.
    /// </summary>
    private void RequireSoleAwaiter()
    {
        _channel.RequireAccess();
        if (_continuation is not null)
        {
            throw Misused("a ValueTask is awaited twice. Await it once, or use AsTask.");
        }
    }

    private InvalidOperationException Misused(string how) => new($"{_channel}: {how}");

    /// <summary>
    /// A token was cancelled, on any thread. Whether it is that of the present wait is seen on the loop: this call may be for a wait
    /// that has ended meanwhile.
    /// </summary>
    public void Cancelled() => _channel.Post(
        static operation =>
        {
            var self = (LoopOperation<T>)operation!;
            CancellationToken token = self._canceler;
            if (self._phase == Phase.Waiting && token.IsCancellationRequested)
            {
                self.SetError(self.Canceled(token));
                self._channel.Withdrawn();
                self.Continue();
            }
        },
        this);

    /// <summary>Has the awaiting code go on in the next pass, unless it finds the outcome before.</summary>
    private void ContinueLater() => _channel.Post(
        static operation =>
        {
            var self = (LoopOperation<T>)operation!;
            if (self._phase == Phase.Done)
            {
                self.Continue();
            }
        },
        this);

    private void ContinueElsewhere(Action<object?> continuation, object? state)
    {
        if (_flow is not null)
        {
            Action<object?> inner = continuation;
            ExecutionContext flow = _flow;
            continuation = argument => ExecutionContext.Run(flow, inner.Invoke, argument);
        }

        switch (_elsewhere)
        {
            case null:
                continuation(state);
                break;
            case SynchronizationContext context:
                context.Post(continuation.Invoke, state);
                break;
            case TaskScheduler scheduler:
                _ = System.Threading.Tasks.Task.Factory.StartNew(
                    continuation, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
                break;
        }
    }

    /// <summary>Where the awaiting code is to go on, if that is not the loop, where it goes on anyway.</summary>
    private object? Elsewhere()
    {
        if (SynchronizationContext.Current is { } context)
        {
            return context == _channel.Map.Loop?.SynchronizationContext || context.GetType() == typeof(SynchronizationContext) ? null : context;
        }

        return TaskScheduler.Current == TaskScheduler.Default ? null : TaskScheduler.Current;
    }
}
