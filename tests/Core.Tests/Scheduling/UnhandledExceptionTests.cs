using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Tests;

/// <summary>Where an exception goes that nothing took.</summary>
public sealed class UnhandledExceptionTests : LoopTest
{
    [Fact]
    public void WithoutAHandler_IsLogged()
    {
        Loop.Post(() => throw new DivideByZeroException());

        Pass();

        (LogLevel level, string text, Exception? exception) = Assert.Single(Log.Problems);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains("the loop", text, StringComparison.Ordinal);
        Assert.IsType<DivideByZeroException>(exception);
    }

    [Fact]
    public void WithAHandler_IsRaisedOnTheLoopThread_AndNotLogged()
    {
        Loop? sender = null;
        bool onLoop = false;
        Loop.UnhandledException += (loop, _) => (sender, onLoop) = (loop, loop.IsLoopThread);
        Loop.Post(() => throw new DivideByZeroException());

        Pass();

        Assert.Same(Loop, sender);
        Assert.True(onLoop);
        Assert.Empty(Log.Problems);
    }

    [Fact]
    public void HandlerThrows_BothAreLogged_AndTheLoopGoesOn()
    {
        Loop.UnhandledException += (_, _) => throw new InvalidTimeZoneException();
        bool ran = false;
        Loop.Post(() => throw new DivideByZeroException());
        Loop.Post(() => ran = true);

        Pass();

        Assert.Equal(
            [typeof(InvalidTimeZoneException), typeof(DivideByZeroException)], Log.Problems.Select(p => p.Exception!.GetType()));
        Assert.True(ran);
    }

    [Fact]
    public void HandlerThrowsLoopExit_LeavesTheLoop()
    {
        Loop.UnhandledException += (_, _) => throw new LoopExitException("the handler's");
        Loop.Post(() => throw new DivideByZeroException());

        Assert.Equal("the handler's", Assert.Throws<LoopExitException>(Pass).Message);
    }

    /// <summary>A full disk, a terminal that is gone: there is nobody left to tell, and the loop goes on.</summary>
    [Fact]
    public void LoggerThrows_TheLoopGoesOn()
    {
        using var loop = new Loop(new ChannelMap(), new LoopOptions { Logger = new BrokenLogger() });
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var channel = new Unlucky(near, loop.Map);
        bool ran = false;
        far.Send("x"u8);
        loop.Post(() => throw new DivideByZeroException());
        loop.Post(() => ran = true);

        loop.RunOnce(TimeSpan.Zero);

        Assert.True(ran);
        Assert.True(channel.IsClosed);
        far.Dispose();
    }

    [Fact]
    public void LoggerThrows_AListenerOutOfDescriptorsPausesAllTheSame()
    {
        using var loop = new Loop(new ChannelMap(), new LoopOptions { Logger = new BrokenLogger() });
        var socket = new FaultySocket(SystemNetwork.Instance.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream));
        var listener = new Dispatcher(socket, loop.Map);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        socket.AcceptError = SocketError.TooManyOpenSockets;

        Assert.Null(listener.Accept());

        Assert.Equal(ChannelState.Listening, listener.State);
        Assert.Equal(1, loop.GetSnapshot().Timers);
        listener.Close();
        Assert.Equal(0, loop.GetSnapshot().Timers);
    }

    private sealed class BrokenLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("No space left on device.");
    }

    private sealed class Unlucky(ChannelSocket socket, ChannelMap map) : Dispatcher(socket, map)
    {
        protected override void HandleRead() => throw new DivideByZeroException();
    }
}
