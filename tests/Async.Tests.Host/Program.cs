// What a test cannot do in its own process: use the standard streams, and be ended by a signal.
using System.Text;

using AsyncoreNet;
using AsyncoreNet.Async;

return args switch
{
    ["shout"] => AsyncLoop.Run(ShoutAsync),
    ["signal"] => AsyncLoop.Run(WaitForSignalAsync),
    ["signal", "plain"] => RunPlain(),
    _ => throw new ArgumentException("usage: shout | signal [plain]"),
};

// As most programs do it: what the signal cancels is not caught.
static int RunPlain()
{
    AsyncLoop.Run(async token =>
    {
        Console.WriteLine("ready");
        await Task.Delay(Timeout.InfiniteTimeSpan, token);
    });
    return 0;
}

// Answers each line of the input in capitals, and says at the end how many there were.
static async Task<int> ShoutAsync(CancellationToken token)
{
    AsyncConnection input = AsyncFile.OpenStandardInput();
    AsyncConnection output = AsyncFile.OpenStandardOutput();
    int lines = 0;
    while (await input.ReadLineAsync(cancellationToken: token) is { } line)
    {
        lines++;
        await output.WriteAsync(Encoding.UTF8.GetBytes(line.ToUpperInvariant() + "\n"), token);
    }

    await output.DisposeAsync();
    AsyncConnection error = AsyncFile.OpenStandardError();
    await error.WriteAsync(Encoding.ASCII.GetBytes($"{lines} lines\n"), token);
    await error.DisposeAsync();
    return lines;
}

// Waits for SIGINT or SIGTERM, says so, and lets work of its own see it too.
static async Task<int> WaitForSignalAsync(CancellationToken token)
{
    AsyncConnection output = AsyncFile.OpenStandardOutput();
    await output.WriteAsync("ready\n"u8.ToArray(), CancellationToken.None);
    try
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, Loop.Current!.TimeProvider, token);
    }
    catch (OperationCanceledException)
    {
        await output.WriteAsync("cancelled\n"u8.ToArray(), CancellationToken.None);
        await output.FlushAsync(CancellationToken.None);
    }

    return 3;
}
