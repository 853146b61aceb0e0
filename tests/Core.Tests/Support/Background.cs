using System.Runtime.ExceptionServices;

namespace AsyncoreNet.Tests;

/// <summary>A thread of a test, for which the test never waits without a bound.</summary>
internal sealed class Background
{
    /// <summary>The longest that any test waits for another thread: reached only by a failure.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;
    private int _threadId;

    private Background(Action action)
    {
        _thread = new Thread(() =>
        {
            Volatile.Write(ref _threadId, Kernel.ThreadId);
            try
            {
                action();
            }
            catch (Exception exception)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        {
            IsBackground = true,
        };
        _thread.Start();
    }

    /// <summary>The kernel's id of the thread; 0 until it has started.</summary>
    public int ThreadId => Volatile.Read(ref _threadId);

    /// <summary>Whether the action has ended.</summary>
    public bool HasEnded => !_thread.IsAlive;

    public static Background Start(Action action) => new(action);

    /// <summary>Runs an action elsewhere and waits for it: one that would hang fails the test instead.</summary>
    public static void Run(Action action) => Start(action).Finish();

    /// <summary>Runs an action on another thread, and returns what it threw.</summary>
    public static Exception? Try(Action action)
    {
        Exception? thrown = null;
        Run(() => thrown = Record.Exception(action));
        return thrown;
    }

    /// <summary>Waits a moment for the end.</summary>
    public bool HasEndedWithin(TimeSpan time) => _thread.Join(time);

    /// <summary>Waits for the end, and throws what the action threw.</summary>
    public void Finish()
    {
        Assert.True(_thread.Join(Patience), "The thread hangs.");
        _failure?.Throw();
    }
}
