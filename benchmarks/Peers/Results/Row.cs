using Peers.Report;

namespace Peers;

/// <summary>What was measured of one server under one load.</summary>
/// <param name="Load">The load.</param>
/// <param name="Server">The server's name.</param>
/// <param name="Kind">Whose it is.</param>
/// <param name="Figures">The figures by column; a column that has none here is absent.</param>
internal sealed record Row(string Load, string Server, ServerKind Kind, Dictionary<string, double> Figures);
