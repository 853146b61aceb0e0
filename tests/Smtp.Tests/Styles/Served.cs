using System.Net;

namespace Smtp.Tests;

/// <summary>A server of either style, and what a test sees of it.</summary>
internal sealed class Served
{
    /// <summary>Where it listens.</summary>
    public EndPoint Listening { get; set; } = null!;

    /// <summary>The messages that it has kept for the test.</summary>
    public List<(string From, IReadOnlyList<string> To, byte[] Data)> Messages { get; } = [];

    /// <summary>Lines that it has logged.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Exceptions in its channels' <c>handle_error</c>; those of awaited code go to the loop's logger.</summary>
    public List<Exception> Errors { get; } = [];
}
