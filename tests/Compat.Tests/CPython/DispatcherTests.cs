using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>Mirrors <c>test_asyncore.DispatcherTests</c>.</summary>
[Collection(ProcessWide.Name)]
public sealed class DispatcherTests : IDisposable
{
    public void Dispose() => asyncore.close_all();

    [Fact]
    public void Basic()
    {
        var d = new asyncore.dispatcher();
        Assert.True(d.readable());
        Assert.True(d.writable());
    }

    [Fact]
    public void Repr()
    {
        var d = new asyncore.dispatcher();
        Assert.Equal($"<asyncore.dispatcher at 0x{RuntimeHelpers.GetHashCode(d):x}>", d.ToString());
    }

    [Fact]
    public void Log()
    {
        var d = new asyncore.dispatcher();
        using var console = new CapturedConsole();

        d.log("a first line");
        d.log("it's a second");

        Assert.Equal(["log: a first line", "log: it's a second"], console.ErrorLines);
        Assert.Empty(console.OutLines);
    }

    [Fact]
    public void Log_info()
    {
        var d = new asyncore.dispatcher();
        using var console = new CapturedConsole();

        d.log_info("of a type of its own", "EGGS");
        d.log_info("of no type");
        d.log_info("it's of another", "HAM");

        Assert.Equal(["EGGS: of a type of its own", "info: of no type", "HAM: it's of another"], console.OutLines);
        Assert.Empty(console.ErrorLines);
    }

    [Fact]
    public void Unhandled()
    {
        var d = new asyncore.dispatcher { ignore_log_types = ImmutableHashSet<string>.Empty };
        using var console = new CapturedConsole();

        d.handle_expt();
        d.handle_read();
        d.handle_write();
        d.handle_connect();

        Assert.Equal(
            [
                "warning: unhandled incoming priority event",
                "warning: unhandled read event",
                "warning: unhandled write event",
                "warning: unhandled connect event",
            ],
            console.OutLines);
    }

    [Fact]
    public void Strerror()
    {
        const int Eperm = 1;
        Assert.Equal(System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(Eperm), asyncore._strerror(Eperm));
        Assert.NotEqual(string.Empty, asyncore._strerror(-1));
    }
}
