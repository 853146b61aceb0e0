using AsyncoreNet.Examples.Tests;

namespace AsyncoreNet.Migrating.Tests;

/// <summary>docs/asyncio.md has all of asyncio, and its two programs do the same.</summary>
public sealed class AsyncioTests
{
    /// <summary><c>asyncio.__all__</c> of CPython 3.13, on Unix.</summary>
    private static readonly string[] Names =
    [
        "ALL_COMPLETED", "AbstractChildWatcher", "AbstractEventLoop", "AbstractEventLoopPolicy", "AbstractServer", "Barrier",
        "BaseEventLoop", "BaseProtocol", "BaseTransport", "BoundedSemaphore", "BrokenBarrierError", "BufferedProtocol",
        "CancelledError", "Condition", "DatagramProtocol", "DatagramTransport", "DefaultEventLoopPolicy", "Event", "EventLoop",
        "FIRST_COMPLETED", "FIRST_EXCEPTION", "FastChildWatcher", "Future", "Handle", "IncompleteReadError",
        "InvalidStateError", "LifoQueue", "LimitOverrunError", "Lock", "MultiLoopChildWatcher", "PidfdChildWatcher",
        "PriorityQueue", "Protocol", "Queue", "QueueEmpty", "QueueFull", "QueueShutDown", "ReadTransport", "Runner",
        "SafeChildWatcher", "SelectorEventLoop", "Semaphore", "SendfileNotAvailableError", "Server", "StreamReader",
        "StreamReaderProtocol", "StreamWriter", "SubprocessProtocol", "SubprocessTransport", "Task", "TaskGroup",
        "ThreadedChildWatcher", "Timeout", "TimeoutError", "TimerHandle", "Transport", "WriteTransport", "_enter_task",
        "_get_running_loop", "_leave_task", "_register_task", "_set_running_loop", "_unregister_task", "all_tasks",
        "as_completed", "create_eager_task_factory", "create_subprocess_exec", "create_subprocess_shell", "create_task",
        "current_task", "eager_task_factory", "ensure_future", "gather", "get_child_watcher", "get_event_loop",
        "get_event_loop_policy", "get_running_loop", "iscoroutine", "iscoroutinefunction", "isfuture", "new_event_loop",
        "open_connection", "open_unix_connection", "run", "run_coroutine_threadsafe", "set_child_watcher", "set_event_loop",
        "set_event_loop_policy", "shield", "sleep", "start_server", "start_unix_server", "timeout", "timeout_at", "to_thread",
        "wait", "wait_for", "wrap_future",
    ];

    [Fact]
    public void Map_HasARowForEachName_AndNoOther()
    {
        // A row about a method has its object before the name: it is no name of the module.
        string[] rows = [.. new Document("asyncio.md").Rows().Select(row => row[0].Trim('`')).Where(name => !name.Contains('.'))];

        Assert.Equal(98, Names.Length);
        Assert.Equal(Names.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Map_SaysOfEachNameWhatThereIs_OrWhyThereIsNothing() =>
        Assert.All(new Document("asyncio.md").Rows(), row =>
        {
            Assert.Equal(3, row.Length);
            bool isThere = Document.Spans(row[1]).Any();
            Assert.True(isThere || (row[1] == "none" && row[2].Length > 0), $"{row[0]}: nothing, and no reason.");
        });

    [SkippableFact]
    public void Names_AreThoseOfCPython()
    {
        using var python = ChildProcess.Start(
            Interpreter.Require313(), ["-W", "ignore", "-c", "import asyncio; print(*sorted(set(asyncio.__all__)), sep='\\n')"]);

        Assert.Equal(0, python.WaitForExit());
        Assert.Equal(Names.Order(StringComparer.Ordinal), python.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [SkippableFact]
    public void Programs_DoTheSame()
    {
        string interpreter = Interpreter.Require313();
        using var python = ChildProcess.Start(interpreter, [Path.Combine(AppContext.BaseDirectory, "Asyncio", "example.py")]);
        Assert.Equal(0, python.WaitForExit());

        Assert.Equal(python.Output, Here());
    }

    [Fact]
    public void Program_SaysWhatThePageSays() => Assert.Equal("ONE SIX TWO\nnobody has set it\n", Here());

    private static string Here()
    {
        using var program = ChildProcess.Start(BuildOutput.DotNet, [typeof(AsyncioTests).Assembly.Location, "Asyncio"]);
        Assert.True(program.WaitForExit() == 0, program.Error);
        return program.Output;
    }
}
