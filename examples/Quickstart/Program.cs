using System.CommandLine;
using System.Text;

using AsyncoreNet;
using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

using Quickstart;

return CommandLine.Run(new RootCommand("A first look: a server and three clients on one loop, in one map."), args, _ =>
{
    var script = new Script();
    var server = new EchoServer("127.0.0.1", 0, clientLeft: script.Next);
    Print("server", $"listens at {server.socket!.LocalEndPoint}");

    // The loop of asyncore's default map. Legacy channels and everything below run on it, on this thread.
    Loop loop = Loop.Default;
    var clients = new Dictionary<string, EchoClient>();

    // 1. Each client connects and says hello: plain asyncore.
    foreach (string name in (string[])["ada", "brian", "grace"])
    {
        script.Add(() =>
        {
            clients[name] = new EchoClient(server);
            Print(name, $"says   hello from {name}");
            clients[name].Ask(Encoding.ASCII.GetBytes($"hello from {name}"), () =>
            {
                Print(name, "hears  it back");
                script.Next();
            });
        });
    }

    // 2. A timer, which asyncore does not have.
    script.Add(() => loop.CallLater(TimeSpan.FromMilliseconds(50), () =>
    {
        Print("timer", $"50 ms later; {loop.Map.Count} channels are in the map");
        script.Next();
    }));

    // 3. Another thread hands work to the loop: Post is the one way in.
    script.Add(() => new Thread(() => loop.Post(() =>
    {
        Print("post", $"from another thread, run on the loop's: {(loop.IsLoopThread ? "yes" : "no")}");
        script.Next();
    })).Start());

    // 4. All at once, more than the kernel's buffers hold.
    script.Add(() =>
    {
        byte[] message = new byte[4 << 20];
        new Random(1).NextBytes(message);
        int missing = clients.Count;
        Print("all", $"say    {message.Length:N0} bytes each, at once");
        foreach (EchoClient client in clients.Values)
        {
            client.Ask(message, () =>
            {
                if (--missing == 0)
                {
                    Print("all", "hear   them back");
                    script.Next();
                }
            });
        }
    });

    // 5. The clients leave; the server sees it and, when all have left, closes too.
    foreach (string name in (string[])["ada", "brian", "grace"])
    {
        script.Add(() =>
        {
            Print(name, "leaves");
            clients[name].close();
        });
    }

    script.Add(() =>
    {
        Print("server", "closes: all clients have left");
        server.close();
    });

    // Whatever goes wrong, the program ends.
    using LoopTimer watchdog = loop.CallLater(
        TimeSpan.FromSeconds(30), () => throw new asyncore.ExitNow("The script was not over after 30 seconds."));
    try
    {
        script.Next();
        asyncore.loop();
    }
    catch (asyncore.ExitNow exit)
    {
        return CommandLine.Fail(exit.Message);
    }

    Print("loop", "ends: the map is empty");
    return script.IsOver ? 0 : CommandLine.Fail("The script was not played to its end.");
});

static void Print(string who, string what) => Console.WriteLine($"{who,-6}  {what}");
