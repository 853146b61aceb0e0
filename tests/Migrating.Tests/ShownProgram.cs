namespace AsyncoreNet.Migrating.Tests;

/// <summary>Runs a program that a document shows: its name, then its arguments.</summary>
internal static class ShownProgram
{
    private static int Main(string[] args)
    {
        switch (args[0])
        {
            case "Compat":
                return Chat.Compat.ChatServer.Main(args[1..]);
            case "Mixed":
                return Chat.Mixed.ChatServer.Main(args[1..]);
            case "Awaited":
                return Chat.Awaited.ChatServer.Main(args[1..]);
            case "Asyncio":
                Asyncio.Example.Main();
                return 0;
            default:
                throw new ArgumentException($"There is no program {args[0]}.", nameof(args));
        }
    }
}
