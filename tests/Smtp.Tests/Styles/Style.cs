using System.Net;

using AsyncoreNet.Compat.Tests;

namespace Smtp.Tests;

/// <summary>One of the styles that the server is written in, and how a test gets a server of it.</summary>
internal abstract class Style
{
    public static Style Compat { get; } = new CompatStyle();

    public static Style Await { get; } = new AwaitStyle();

    /// <summary>The names that <c>--style</c> takes.</summary>
    public static TheoryData<string> Names => ["compat", "await"];

    private protected static IPEndPoint AnyPort => new(IPAddress.Loopback, 0);

    /// <summary>A server that keeps its messages for the test.</summary>
    public abstract Served Serve(
        TestLoop loop,
        EndPoint? address = null,
        int maxMessage = Limits.MessageSize,
        int maxCommand = Limits.CommandSize,
        int maxRecipients = Limits.Recipients);

    /// <summary>A server with a Maildir.</summary>
    public abstract Served Keep(TestLoop loop, Maildir maildir);

    /// <summary>A server that passes its messages on.</summary>
    public abstract Served Relay(TestLoop loop, EndPoint remote);
}
