using System.Text.Json;
using System.Text.Json.Serialization;

namespace AsyncoreNet.Conformance;

/// <summary>A case that <see cref="CaseDrawer"/> has drawn: a line of JSON for CPython's side.</summary>
/// <param name="Seed">What it was drawn from; its name.</param>
/// <param name="Mode">How it is compared.</param>
/// <param name="InBufferSize">The chat's <c>ac_in_buffer_size</c>.</param>
/// <param name="OutBufferSize">The chat's <c>ac_out_buffer_size</c>.</param>
/// <param name="Takes">The most that each send takes, in <see cref="Mode.Sending"/>; later ones take all.</param>
/// <param name="Found">What each call of <c>found_terminator</c> does; later ones do nothing.</param>
/// <param name="Steps">What is done from outside, in order.</param>
internal sealed record DrawnCase(
    [property: JsonPropertyName("seed")] ulong Seed,
    [property: JsonPropertyName("mode")] Mode Mode,
    [property: JsonPropertyName("in")] int InBufferSize,
    [property: JsonPropertyName("out")] int OutBufferSize,
    [property: JsonPropertyName("takes")] int[] Takes,
    [property: JsonPropertyName("found")] Act[][] Found,
    [property: JsonPropertyName("steps")] Act[] Steps)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Format);
}
