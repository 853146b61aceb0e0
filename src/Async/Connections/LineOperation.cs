using System.Text;

namespace AsyncoreNet.Async;

/// <summary>Reads a line. The result is null at the end of the stream.</summary>
internal sealed class LineOperation(AsyncConnection connection)
    : FillOperation<string?>(connection.ConnectionChannel, connection.Buffered)
{
    private Encoding _encoding = Encoding.UTF8;
    private int _maxBytes;
    private int _searched;

    public ValueTask<string?> StartAsync(Encoding encoding, int maxBytes, CancellationToken cancellationToken)
    {
        (_encoding, _maxBytes, _searched) = (encoding, maxBytes, 0);
        return ReadAsync(cancellationToken);
    }

    protected override bool TryFinish(bool isEnd, out string? outcome)
    {
        int end = connection.FindEnd("\n"u8, _maxBytes, ref _searched);
        if (end > 0)
        {
            ReadOnlySpan<byte> line = connection.Lend(end).Span[..^1];
            outcome = _encoding.GetString(line is [.., (byte)'\r'] ? line[..^1] : line);
            return true;
        }

        int rest = connection.Buffered.Length;
        outcome = isEnd && rest > 0 ? _encoding.GetString(connection.Lend(rest).Span) : null; // a last line without an end
        return isEnd;
    }
}
