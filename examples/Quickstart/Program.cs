using System.CommandLine;
using System.Text;
using System.Threading.Channels;

using AsyncoreNet;
using AsyncoreNet.Async;
using AsyncoreNet.Examples;

using Quickstart;

return CommandLine.Run(new RootCommand("A first look: legacy channels and awaited ones, on one loop, in one map."), args, _ =>
{
    try
    {
        // The loop of asyncore's default map: everything below runs on it, on this thread. Ctrl+C cancels the token.
        AsyncLoop.Run(token => TourAsync(token).WaitAsync(TimeSpan.FromSeconds(30), Loop.Default.TimeProvider, token));
    }
    catch (Exception failure) when (failure is TimeoutException or OperationCanceledException)
    {
        return CommandLine.Fail(failure.Message);
    }

    Print("loop", $"has ended; {Loop.Default.Map.Count} channels are in the map");
    return 0;
});

static async Task TourAsync(CancellationToken token)
{
    // 1. A legacy server: an asyncore.dispatcher, and an asynchat.async_chat for each connection.
    var server = new ShoutServer("127.0.0.1", 0);
    Print("server", $"listens at {server.socket!.LocalEndPoint}");

    // 2. An awaited client of it, in the same map.
    await using AsyncConnection ada = await AsyncConnection.ConnectAsync(server.socket.LocalEndPoint!, cancellationToken: token);
    Print("ada", $"says   hello, and hears {await AskAsync(ada, "hello", token)}");

    // 3. The legacy channel at the other end, watched by its events. Its own handlers are called as ever.
    ShoutChat chat = server.Latest!;
    Task<string> watching = WatchAsync(chat);
    Print("ada", $"says   one, and hears {await AskAsync(ada, "one", token)}");
    Print("ada", $"says   two, and hears {await AskAsync(ada, "two", token)}");

    // 4. A legacy handler that starts awaited work: see ShoutChat.
    Print("ada", $"says   wait, and hears {await AskAsync(ada, "wait", token)} a little later");

    // 5. Several clients at once, in a group: it ends when all of its tasks have, and the first that fails cancels the others.
    string[] names = ["brian", "grace", "linus"];
    string[] answers = new string[names.Length];
    await TaskGroup.RunAsync(
        group =>
        {
            for (int i = 0; i < names.Length; i++)
            {
                int index = i;
                group.Start(async ended =>
                {
                    await using AsyncConnection client = await AsyncConnection.ConnectAsync(server.socket.LocalEndPoint!, null, ended);
                    answers[index] = await AskAsync(client, names[index], ended);
                });
            }

            return Task.CompletedTask;
        },
        token);
    Print("group", $"hears  {string.Join(", ", answers)}");

    // 6. A timer: the base class library's own, on the loop's clock.
    await Task.Delay(TimeSpan.FromMilliseconds(50), Loop.Current!.TimeProvider, token);
    Print("timer", $"50 ms later; {Loop.Current.Map.Count} channels are in the map");

    // 7. Another thread, both ways: what it writes is read on the loop, and what the loop writes is read there.
    Channel<string> questions = Channel.CreateBounded<string>(4);
    Channel<string> replies = Channel.CreateBounded<string>(4);
    Task<string> thread = Task.Run(() => AskFromAnotherThreadAsync(questions.Writer, replies.Reader), token);
    await foreach (string question in questions.Reader.ReadAllAsync(token))
    {
        await replies.Writer.WriteAsync(await AskAsync(ada, question, token), token);
    }

    Print("thread", $"hears  {await thread}");

    // 8. A clean end: the client leaves, the legacy channel sees it, the event stream ends with it; then the server closes.
    Print("ada", "leaves");
    ada.Close();
    Print("events", $"of ada's channel: {await watching}");
    server.close();
    Print("server", "closes");
}

static async Task<string> AskAsync(AsyncConnection connection, string question, CancellationToken token)
{
    await connection.WriteAsync(Encoding.ASCII.GetBytes(question + "\n"), token);
    return await connection.ReadLineAsync(cancellationToken: token) ?? throw new EndOfStreamException("The server has closed.");
}

static async Task<string> WatchAsync(Dispatcher channel)
{
    List<DispatcherEventKind> kinds = [];
    await foreach (DispatcherEvent happened in channel.Events(kinds: [DispatcherEventKind.Read, DispatcherEventKind.Close]))
    {
        kinds.Add(happened.Kind);
    }

    return string.Join(", ", kinds.CountBy(kind => kind).Select(count => $"{count.Value} {count.Key}"));
}

static async Task<string> AskFromAnotherThreadAsync(ChannelWriter<string> questions, ChannelReader<string> replies)
{
    List<string> heard = [];
    foreach (string question in (string[])["from", "another", "thread"])
    {
        await questions.WriteAsync(question);
        heard.Add(await replies.ReadAsync());
    }

    questions.Complete();
    return string.Join(' ', heard);
}

static void Print(string who, string what) => Console.WriteLine($"{who,-6}  {what}");
