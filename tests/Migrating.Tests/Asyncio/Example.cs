using System.Net;
using System.Text;
using System.Threading.Channels;

using AsyncoreNet;
using AsyncoreNet.Async;

namespace Asyncio;

internal static class Example
{
    public static void Main() => AsyncLoop.Run(MainAsync);

    private static async Task ServeAsync(AsyncConnection connection, CancellationToken stopping)
    {
        while (await connection.ReadLineAsync(cancellationToken: stopping) is { } line)
        {
            await connection.WriteAsync(Encoding.UTF8.GetBytes(line.ToUpperInvariant() + "\n"), stopping);
        }
    }

    private static async Task AskAsync(EndPoint server, string word, ChannelWriter<string> answers, CancellationToken stopping)
    {
        await using AsyncConnection connection = await AsyncConnection.ConnectAsync(server, cancellationToken: stopping);
        await connection.WriteAsync(Encoding.UTF8.GetBytes(word + "\n"), stopping);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30), Loop.Current!.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        string? line = await connection.ReadLineAsync(cancellationToken: either.Token);
        await answers.WriteAsync(line!, stopping);
    }

    private static async Task MainAsync(CancellationToken stopping)
    {
        var answers = Channel.CreateUnbounded<string>();
        await using (AsyncServer server = AsyncServer.Start(new IPEndPoint(IPAddress.Loopback, 0), ServeAsync))
        {
            await TaskGroup.RunAsync(
                group =>
                {
                    foreach (string word in (string[])["one", "two", "six"])
                    {
                        _ = group.Start(token => AskAsync(server.LocalEndPoint, word, answers.Writer, token));
                    }

                    return Task.CompletedTask;
                },
                stopping);
        }

        answers.Writer.Complete();
        List<string> all = await answers.Reader.ReadAllAsync(stopping).ToListAsync(stopping);
        Console.WriteLine(string.Join(' ', all.Order(StringComparer.Ordinal)));

        try
        {
            Task set = new AsyncManualResetEvent().WaitAsync(stopping);
            await set.WaitAsync(TimeSpan.FromSeconds(0.1), Loop.Current!.TimeProvider, stopping);
        }
        catch (TimeoutException)
        {
            Console.WriteLine("nobody has set it");
        }
    }
}
