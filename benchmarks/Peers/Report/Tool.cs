namespace Peers.Report;

/// <summary>A program whose version belongs to the figures, and the command that prints it.</summary>
internal sealed record Tool(string Name, string Command, params string[] Arguments);
