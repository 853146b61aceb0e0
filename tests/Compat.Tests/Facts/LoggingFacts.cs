using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>What is written, and how a channel reads there: facts 77 to 88.</summary>
[Collection(ProcessWide.Name)]
public sealed class LoggingFacts
{
    private readonly ChannelMap _map = new();

    [Fact]
    public void Fact77_Log_GoesToStandardError()
    {
        using var console = new CapturedConsole();
        new asyncore.dispatcher(null, _map).log("a message");
        Assert.Equal(["log: a message"], console.ErrorLines);
        Assert.Empty(console.OutLines);
    }

    [Fact]
    public void Fact78_LogInfo_GoesToStandardOutput_UnlessItsTypeIsIgnored()
    {
        var d = new asyncore.dispatcher(null, _map);
        using var console = new CapturedConsole();

        d.log_info("by default");
        d.log_info("not written", "warning");
        d.log_info("of any type", "no such type");
        d.ignore_log_types = ImmutableHashSet.Create("info");
        d.log_info("not written");
        d.log_info("now written", "warning");

        Assert.Equal(["info: by default", "no such type: of any type", "warning: now written"], console.OutLines);
        Assert.Empty(console.ErrorLines);
    }

    [Fact]
    public void Fact79_UnhandledEvents_HaveCPythonsTexts()
    {
        var d = new Logging(new FakeSocket(), _map);

        d.handle_expt();
        d.handle_read();
        d.handle_write();
        d.handle_connect();
        d.handle_accepted(new FakeSocket(43), FakeSocket.Peer);
        d.handle_close();

        Assert.Equal(
            [
                "warning: unhandled incoming priority event",
                "warning: unhandled read event",
                "warning: unhandled write event",
                "warning: unhandled connect event",
                "warning: unhandled accepted event",
                "warning: unhandled close event",
            ],
            d.Lines);
    }

    [Fact]
    public void Fact80_HandleError_LogsTheExceptionAndItsTrace_ThenCallsHandleClose()
    {
        var d = new Logging(new FakeSocket(), _map) { OnRead = Fail };
        string repr = d.ToString();

        asyncore.read(d);

        Assert.Equal(2, d.Lines.Count);
        Assert.StartsWith(
            $"error: uncaptured exception, closing channel {repr} (System.FormatException:no such format [",
            d.Lines[0],
            StringComparison.Ordinal);
        Assert.EndsWith("])", d.Lines[0], StringComparison.Ordinal);
        Assert.Contains($"|{nameof(Fail)}|", d.Lines[0], StringComparison.Ordinal);
        Assert.Equal("warning: unhandled close event", d.Lines[1]);
        Assert.True(d.socket!.IsClosed);
    }

    [Fact]
    public void Fact81_ReprThatFails_IsReplaced()
    {
        var d = new Unprintable(new FakeSocket(), _map) { OnRead = Fail };

        asyncore.read(d);

        string repr = $"<__repr__(self) failed for object at {RuntimeHelpers.GetHashCode(d):x}>";
        Assert.StartsWith($"error: uncaptured exception, closing channel {repr} (", d.Lines[0], StringComparison.Ordinal);
        Assert.True(d.socket!.IsClosed);
    }

    [Fact]
    public void Fact83_Repr_NamesTheClass_TheState_TheAddress_AndTheObject()
    {
        var address = new IPEndPoint(IPAddress.Loopback, 8080);
        var d = new asyncore.dispatcher(null, _map);
        string at = $"at 0x{RuntimeHelpers.GetHashCode(d):x}>";
        Assert.Equal($"<asyncore.dispatcher {at}", d.ToString());

        d.addr = address;
        Assert.Equal($"<asyncore.dispatcher 127.0.0.1:8080 {at}", d.ToString());

        d.connected = true;
        Assert.Equal($"<asyncore.dispatcher connected 127.0.0.1:8080 {at}", d.ToString());

        d.addr = null;
        Assert.Equal($"<asyncore.dispatcher connected {at}", d.ToString());

        var own = new Logging(null, _map);
        Assert.StartsWith("<Tests.Facts.LoggingFacts.Logging at 0x", own.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fact84_Listening_NeedsAcceptingAndAnAddress()
    {
        var d = new asyncore.dispatcher(null, _map) { accepting = true };
        Assert.StartsWith("<asyncore.dispatcher at 0x", d.ToString(), StringComparison.Ordinal);

        d.addr = new IPEndPoint(IPAddress.Any, 25);
        Assert.StartsWith("<asyncore.dispatcher listening 0.0.0.0:25 at 0x", d.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fact84_AddressThatIsNoHostAndPort_IsPrintedAsPythonPrintsIt()
    {
        var d = new asyncore.dispatcher(null, _map) { addr = new UnixDomainSocketEndPoint("/tmp/a socket") };
        Assert.StartsWith("<asyncore.dispatcher '/tmp/a socket' at 0x", d.ToString(), StringComparison.Ordinal);

        d.addr = new IPEndPoint(IPAddress.IPv6Loopback, 80);
        Assert.StartsWith("<asyncore.dispatcher ('::1', 80, 0, 0) at 0x", d.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fact87_CompactTraceback_GivesTheInnermostFrame_AndAllOfThemOutermostFirst()
    {
        Exception caught = Assert.Throws<FormatException>(Outer);

        ((string file, string function, string line) where, Type type, Exception value, string info) =
            asyncore.compact_traceback(caught);

        Assert.Equal(nameof(Fail), where.function);
        Assert.Equal(typeof(FormatException), type);
        Assert.Same(caught, value);
        Assert.Matches(
            $@"\[[^|\]]+\|{nameof(Outer)}\|\d+\] \[[^|\]]+\|{nameof(Fail)}\|\d+\]$", info);
        Assert.EndsWith($"[{where.file}|{where.function}|{where.line}]", info, StringComparison.Ordinal);
    }

    [Fact]
    public void Fact88_CompactTraceback_OfAnExceptionThatWasNeverThrown_Throws()
    {
        InvalidOperationException raised = Assert.Throws<InvalidOperationException>(
            () => asyncore.compact_traceback(new FormatException()));
        Assert.Equal("traceback does not exist", raised.Message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Outer()
    {
        Fail();
        GC.KeepAlive(nameof(Outer)); // no tail call: the frame is to stay
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fail() => throw new FormatException("no such format");

    private class Logging(ChannelSocket? sock, ChannelMap map) : asyncore.dispatcher(sock, map)
    {
        public List<string> Lines { get; } = [];

        public Action? OnRead { get; init; }

        public override void handle_read()
        {
            if (OnRead is { } action)
            {
                action();
            }
            else
            {
                base.handle_read();
            }
        }

        public override void log_info(string message, string type = "info") => Lines.Add($"{type}: {message}");
    }

    private sealed class Unprintable(ChannelSocket? sock, ChannelMap map) : Logging(sock, map)
    {
        public override string ToString() => throw new NotSupportedException();
    }
}
