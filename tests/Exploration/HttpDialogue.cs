using System.Globalization;
using System.Text;

using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration;

/// <summary>What a client asks an HTTP server on one connection, and the answers that it must get.</summary>
internal sealed class HttpDialogue(SimulationRandom random, string name, bool isLarge)
{
    private const char Any = '\0'; // in an answer: a character of the date

    private static readonly string TimedOut = Answer("408 Request Timeout", "text/plain", "408 Request Timeout\n", isLast: true);

    private readonly StringBuilder _input = new();
    private readonly List<string> _answers = [];
    private int _requests;

    public byte[] Input => Encoding.Latin1.GetBytes(_input.ToString());

    /// <summary>Adds a request of any kind.</summary>
    /// <param name="isLast">Whether it asks for the end.</param>
    public void Add(bool isLast)
    {
        string fields = $"Host: server\r\nX-Client: {name}\r\n{(isLast ? "Connection: close\r\n" : "")}";
        string body = string.Concat(Enumerable.Repeat(
            $"request {++_requests} of {name}; ", isLarge ? random.Next(10, 60) : random.Next(1, 6)));
        string echo = Answer("200 OK", "application/octet-stream", body, isLast);
        switch (isLarge ? 0 : random.Next(0, 7))
        {
            case 0 or 1:
                Ask($"POST /echo HTTP/1.1\r\n{fields}Content-Length: {body.Length}\r\n\r\n{body}", echo);
                break;
            case 2:
                Ask($"POST /echo HTTP/1.1\r\n{fields}Transfer-Encoding: chunked\r\n\r\n{InChunks(body)}", echo);
                break;
            case 3:
                string asks = $"{fields}Content-Length: {body.Length}\r\nExpect: 100-continue\r\n";
                Ask($"POST /echo HTTP/1.1\r\n{asks}\r\n{body}", "HTTP/1.1 100 Continue\r\n\r\n", echo);
                break;
            case 4:
                Ask($"GET / HTTP/1.1\r\n{fields}\r\n", Answer("200 OK", "text/plain", "Hello, World!", isLast));
                break;
            case 5:
                string greeting = Answer("200 OK", "text/plain", "Hello, World!", isLast);
                Ask($"HEAD / HTTP/1.1\r\n{fields}\r\n", greeting[..^"Hello, World!".Length]);
                break;
            default:
                Ask($"GET /nowhere HTTP/1.1\r\n{fields}\r\n", Answer("404 Not Found", "text/plain", "404 Not Found\n", isLast));
                break;
        }
    }

    /// <summary>What has come is the beginning of the answers, and whole ones if the connection has ended in order.</summary>
    /// <param name="received">All that has come.</param>
    /// <param name="mayTimeOut">Whether the last answer may be that the client has been silent for too long.</param>
    /// <param name="isOrderly">Whether the server has ended the connection in order.</param>
    public void Check(byte[] received, bool mayTimeOut, bool isOrderly)
    {
        int answered = CountAnswers(received, out string rest);
        string next = answered < _answers.Count ? _answers[answered] : "";
        if (!IsBeginning(rest, next) && mayTimeOut)
        {
            next = TimedOut;
        }

        string after = $"after {answered} of {_answers.Count} answers, and not {rest}";
        ExploredWorld.Require(IsBeginning(rest, next), $"{name} gets the next answer {after}");
        bool isWhole = rest.Length == 0 || rest.Length == next.Length;
        ExploredWorld.Require(!isOrderly || isWhole, $"{name} gets a whole answer {after}");
    }

    /// <summary>All answers have come.</summary>
    public void RequireAll(byte[] received)
    {
        int answered = CountAnswers(received, out _);
        ExploredWorld.Require(answered == _answers.Count, $"{name} gets all of its {_answers.Count} answers, and not {answered}");
    }

    private static string Answer(string status, string type, string body, bool isLast) =>
        $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nContent-Type: {type}\r\nDate: {new string(Any, 29)}\r\n"
        + $"{(isLast ? "Connection: close\r\n" : "")}\r\n{body}";

    private static bool IsBeginning(string text, string answer) =>
        text.Length <= answer.Length && !text.Where((c, i) => answer[i] != c && answer[i] != Any).Any();

    private void Ask(string request, params ReadOnlySpan<string> answers)
    {
        _input.Append(request);
        _answers.AddRange(answers);
    }

    private string InChunks(string body)
    {
        var chunks = new StringBuilder();
        for (int sent = 0, count; sent < body.Length; sent += count)
        {
            count = random.Next(1, body.Length - sent + 1);
            chunks.Append(CultureInfo.InvariantCulture, $"{count:x}\r\n{body.AsSpan(sent, count)}\r\n");
        }

        return chunks.Append("0\r\n\r\n").ToString();
    }

    private int CountAnswers(byte[] received, out string rest)
    {
        rest = Encoding.Latin1.GetString(received);
        int answered = 0;
        while (answered < _answers.Count && rest.Length >= _answers[answered].Length
            && IsBeginning(rest[.._answers[answered].Length], _answers[answered]))
        {
            rest = rest[_answers[answered++].Length..];
        }

        return answered;
    }
}
