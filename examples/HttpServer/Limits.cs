using System.CommandLine;

using AsyncoreNet.Examples;

namespace HttpServer;

/// <summary>What a client may ask of the server's memory and patience.</summary>
internal sealed record Limits
{
    private const int Most = 1 << 30;

    private static readonly Limits Default = new();

    private static readonly Option<int> LineOption =
        CommandLine.Number("--max-line", "Bytes of a request line; a longer one gets 414.", Default.Line, least: 16, Most);

    private static readonly Option<int> HeaderOption =
        CommandLine.Number("--max-header", "Bytes of line and headers together; more get 431.", Default.Header, least: 16, Most);

    private static readonly Option<int> FieldsOption =
        CommandLine.Number("--max-fields", "Number of a request's headers; more get 431.", Default.Fields, least: 1, Most);

    private static readonly Option<int> BodyOption =
        CommandLine.Number("--max-body", "Bytes of a request's body; a larger one gets 413.", Default.Body, least: 0, Most);

    private static readonly Option<int> TimeoutOption =
        CommandLine.Number("--timeout", "Seconds for an idle or slow client; 0 is no limit.", Default.Timeout, most: 86_400);

    /// <summary>The options that set the limits.</summary>
    public static IReadOnlyList<Option> Options { get; } = [LineOption, HeaderOption, FieldsOption, BodyOption, TimeoutOption];

    /// <summary>Bytes of a request line.</summary>
    public int Line { get; init; } = 8 * 1024;

    /// <summary>Bytes of a request's line and headers together.</summary>
    public int Header { get; init; } = 32 * 1024;

    /// <summary>Headers of a request.</summary>
    public int Fields { get; init; } = 100;

    /// <summary>Bytes of a request's body, its chunks and trailers.</summary>
    public int Body { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Seconds: for a whole head, between two pieces of a body, until a client takes more of its answers. 0 is no limit.
    /// </summary>
    public int Timeout { get; init; } = 60;

    /// <summary>The limits on a command line.</summary>
    public static Limits From(ParseResult parsed) => new()
    {
        Line = parsed.GetRequiredValue(LineOption),
        Header = parsed.GetRequiredValue(HeaderOption),
        Fields = parsed.GetRequiredValue(FieldsOption),
        Body = parsed.GetRequiredValue(BodyOption),
        Timeout = parsed.GetRequiredValue(TimeoutOption),
    };
}
