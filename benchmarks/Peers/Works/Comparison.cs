namespace Peers;

/// <summary>A server's CPU time per request as a ratio to another's.</summary>
/// <param name="Server">The server that the figure is of.</param>
/// <param name="Against">The server that it is relative to.</param>
/// <param name="Limit">What the ratio must not exceed; null for one that is only shown.</param>
internal sealed record Comparison(Participant Server, Participant Against, double? Limit);
