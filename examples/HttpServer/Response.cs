using System.Text;

namespace HttpServer;

/// <summary>A response: the part of it that is the same whoever asks.</summary>
internal sealed class Response
{
    private readonly byte[] _head; // the status line, and the fields that are always the same
    private readonly ReadOnlyMemory<byte> _body;

    /// <summary>A response with a body, which must not change until this was formatted.</summary>
    /// <param name="status">The code and its phrase.</param>
    /// <param name="contentType">The type of the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="fields">Further lines, each with its CR LF.</param>
    public Response(string status, ReadOnlySpan<byte> contentType, ReadOnlyMemory<byte> body, string fields = "")
    {
        byte[] before = Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{fields}Content-Length: {body.Length}\r\nContent-Type: ");
        _head = [.. before, .. contentType, .. "\r\n"u8];
        _body = body;
    }

    private Response(string status, string fields = "")
        : this(status, "text/plain"u8, Encoding.ASCII.GetBytes(status + "\n"), fields)
    {
    }

    /// <summary>Sent before the response, to a client that asks whether to send its body.</summary>
    public static byte[] Continue { get; } = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    public static Response Greeting { get; } = new("200 OK", "text/plain"u8, "Hello, World!"u8.ToArray());

    public static Response BadRequest { get; } = new("400 Bad Request");

    public static Response NotFound { get; } = new("404 Not Found");

    public static Response OnlyGetAndHead { get; } = NotAllowed("GET, HEAD");

    public static Response OnlyPost { get; } = NotAllowed("POST");

    public static Response OnlyOthers { get; } = NotAllowed("GET, HEAD, POST");

    public static Response RequestTimeout { get; } = new("408 Request Timeout");

    public static Response ContentTooLarge { get; } = new("413 Content Too Large");

    public static Response TargetTooLong { get; } = new("414 URI Too Long");

    public static Response ExpectationFailed { get; } = new("417 Expectation Failed");

    public static Response HeaderTooLarge { get; } = new("431 Request Header Fields Too Large");

    public static Response NotImplemented { get; } = new("501 Not Implemented");

    public static Response WrongVersion { get; } = new("505 HTTP Version Not Supported");

    /// <summary>The response to a request, in one piece.</summary>
    /// <param name="request">The request, as far as it could be read.</param>
    /// <param name="keepAlive">Whether the connection goes on.</param>
    /// <param name="date">The line of the date.</param>
    public byte[] Format(Request request, bool keepAlive, ReadOnlySpan<byte> date)
    {
        ReadOnlySpan<byte> connection = !keepAlive ? "Connection: close\r\n"u8
            : request.IsOld ? "Connection: keep-alive\r\n"u8
            : default;
        ReadOnlySpan<byte> body = request.Method == Method.Head ? default : _body.Span;

        // Of its size at once: a collection expression of spans puts them together in a list, and copies that (272 bytes more).
        byte[] response = new byte[_head.Length + date.Length + connection.Length + "\r\n"u8.Length + body.Length];
        Span<byte> rest = response;
        Append(ref rest, _head);
        Append(ref rest, date);
        Append(ref rest, connection);
        Append(ref rest, "\r\n"u8);
        Append(ref rest, body);
        return response;
    }

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> part)
    {
        part.CopyTo(rest);
        rest = rest[part.Length..];
    }

    private static Response NotAllowed(string methods) => new("405 Method Not Allowed", $"Allow: {methods}\r\n");
}
