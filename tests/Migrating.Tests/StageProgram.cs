namespace AsyncoreNet.Migrating.Tests;

/// <summary>Runs a stage as a program of its own: its name, then its arguments.</summary>
internal static class StageProgram
{
    private static int Main(string[] args) => args[0] switch
    {
        "Compat" => Chat.Compat.ChatServer.Main(args[1..]),
        "Mixed" => Chat.Mixed.ChatServer.Main(args[1..]),
        "Awaited" => Chat.Awaited.ChatServer.Main(args[1..]),
        _ => throw new ArgumentException($"There is no stage {args[0]}.", nameof(args)),
    };
}
