using System.Text.Json.Serialization;

namespace AsyncoreNet.Conformance;

/// <summary>
/// One thing that a drawn case does, from outside or inside <c>found_terminator</c>. drawn.py does the same by its name.
/// </summary>
/// <param name="Do">Which.</param>
/// <param name="Data">The bytes it is done with, a character each.</param>
/// <param name="Size">The number it is done with.</param>
/// <param name="Pieces">What a producer gives.</param>
internal sealed record Act(
    [property: JsonPropertyName("do")] string Do,
    [property: JsonPropertyName("data")] string? Data = null,
    [property: JsonPropertyName("size")] int? Size = null,
    [property: JsonPropertyName("pieces")] string[]? Pieces = null);
