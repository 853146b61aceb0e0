using AsyncoreNet.Async;

namespace HttpClient;

/// <summary>The client with <c>await</c>: what it does, in the order in which it happens. What goes wrong is thrown.</summary>
internal static class AwaitClient
{
    /// <summary>Gets a page. Returns the bytes of the response.</summary>
    public static async Task<long> GetAsync(string host, int port, string path, Stream output, CancellationToken stopping)
    {
        await using AsyncConnection connection = await AsyncConnection.ConnectAsync(host, port, cancellationToken: stopping);
        await connection.WriteAsync(Request.For(host, port, path), stopping);
        long received = 0;
        while (await connection.ReadAsync(stopping) is { Length: > 0 } data)
        {
            output.Write(data.Span);
            received += data.Length;
        }

        return received;
    }
}
