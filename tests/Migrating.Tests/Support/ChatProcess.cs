using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

using AsyncoreNet.Examples.Tests;

namespace AsyncoreNet.Migrating.Tests;

/// <summary>A stage that runs, as a process of its own.</summary>
internal sealed class ChatProcess : IDisposable
{
    private const string Listening = "listening on ";

    private readonly ChildProcess _process;
    private readonly List<IPEndPoint> _ports = []; // those that the clients use, in turns
    private int _clients;

    /// <summary>Starts the stage, and waits until it listens.</summary>
    /// <param name="stage">Which.</param>
    /// <param name="silence">Seconds of silence after which a client is sent away.</param>
    public ChatProcess(Stage stage, double silence = 600)
    {
        string seconds = silence.ToString(CultureInfo.InvariantCulture);
        string program = stage is Stage.Python or Stage.Compat or Stage.Awaited ? stage.ToString() : "Mixed";
        _process = stage == Stage.Python
            ? ChildProcess.Start(
                Interpreter.RequireAsynchat(),
                ["-W", "ignore", Path.Combine(AppContext.BaseDirectory, "Stages", "chat.py"), "0", seconds])
            : ChildProcess.Start(BuildOutput.DotNet, [typeof(ChatProcess).Assembly.Location, program, "0", seconds]);
        try
        {
            IPEndPoint[] all = [.. Enumerable.Range(0, program == "Mixed" ? 2 : 1)
                .Select(_ => IPEndPoint.Parse(_process.WaitForLine(Listening)[Listening.Length..]))];
            _ports.AddRange(stage switch
            {
                Stage.MixedOnTheOldPort => all[..1],
                Stage.MixedOnTheNewPort => all[1..],
                _ => all,
            });
        }
        catch
        {
            _process.Dispose();
            throw;
        }
    }

    /// <summary>What it wrote to standard error; after <see cref="WaitForExit"/>.</summary>
    public string Error => _process.Error;

    public ChatClient Connect(int receiveBuffer = 0) => new(_ports[_clients++ % _ports.Count], receiveBuffer);

    /// <summary>Connects, and takes a name. The others hear of it.</summary>
    public ChatClient Join(string name, params ChatClient[] others)
    {
        ChatClient client = Connect();
        Assert.Equal("Who are you?", client.ReadLine());
        client.Send(name + "\n");
        Assert.Equal($"Welcome, {name}.", client.ReadLine());
        Assert.All(others, other => Assert.Equal($"* {name} joins", other.ReadLine()));
        return client;
    }

    /// <summary>Types a line at the server's console, and ends that input.</summary>
    public void Type(string line) => _process.Type(line + "\n");

    public void Stop() => _process.Signal(PosixSignal.SIGTERM);

    public int WaitForExit() => _process.WaitForExit();

    public void Dispose() => _process.Dispose();
}
