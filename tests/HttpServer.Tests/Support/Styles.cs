namespace AsyncoreNet.HttpServer.Tests;

/// <summary>The styles in which the server is written, as its command line calls them.</summary>
public static class Styles
{
    public const string Compat = "compat";
    public const string Await = "await";

    /// <summary>Both.</summary>
    public static TheoryData<string> All => [Compat, Await];
}
