namespace Peers;

/// <summary>What a session of measuring gave.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Versions">Versions of the programs, by name.</param>
/// <param name="Works">The results.</param>
internal sealed record ResultSet(string Machine, Dictionary<string, string> Versions, WorkResult[] Works);
