using System.Text.Json.Serialization;

namespace Peers;

/// <summary>A figure that is held against a limit.</summary>
/// <param name="Load">The load.</param>
/// <param name="Server">The server that it is of.</param>
/// <param name="Against">What it is relative to; null for one that stands alone.</param>
/// <param name="Figure">The figure: of two servers, the ratio of their least values.</param>
/// <param name="MedianOfPairs">The median of the ratios of the runs that stood side by side; null where there are no pairs.</param>
/// <param name="Limit">What it must not exceed; null for one that is only shown.</param>
internal sealed record Verdict(string Load, string Server, string? Against, double Figure, double? MedianOfPairs, double? Limit)
{
    /// <summary>Whether the figure is within its limit.</summary>
    [JsonIgnore]
    public bool Holds => Limit is not { } limit || Math.Round(Figure, 3) <= limit;
}
