using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AsyncoreNet.Examples;

/// <summary>What all server examples do: take an address and a style, say where they listen, stop on a signal.</summary>
internal static class Server
{
    /// <summary>Output that has not left after this time is dropped.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    /// <summary>A whole server program: <c>--host</c>, <c>--port</c> and <c>--style</c>. Returns the exit code.</summary>
    public static int Program(string[] args, string description, params Style[] styles) => Program(args, description, [], styles);

    /// <summary>The same, with options of its own, which the styles read.</summary>
    public static int Program(string[] args, string description, IEnumerable<Option> options, params Style[] styles)
    {
        Option<string> host = CommandLine.Host("--host", "Address or name to listen at, or unix:PATH.", "127.0.0.1");
        Option<int> port = CommandLine.Port("--port", "Port to listen at; 0 is any free one.", byDefault: 0);
        Option<string> style = CommandLine.Style([.. styles.Select(s => s.Name)]);
        var command = new RootCommand(description) { host, port, style };
        foreach (Option option in options)
        {
            command.Add(option);
        }

        return CommandLine.Run(command, args, parsed =>
        {
            Style chosen = styles.Single(s => s.Name == parsed.GetRequiredValue(style));
            EndPoint address = Addresses.Resolve(parsed.GetRequiredValue(host), parsed.GetRequiredValue(port));
            return Run(chosen.Listen(address, parsed), chosen.Loop, chosen.Stopping);
        });
    }

    /// <summary>
    /// Says where the listener listens, and runs the loop until SIGINT or SIGTERM. Then nothing more is accepted, and what the
    /// channels hold is sent; a second signal does not wait for that.
    /// </summary>
    /// <param name="listener">The server's.</param>
    /// <param name="runLoop">Runs it.</param>
    /// <param name="stopping">What a stop begins with, before channels close; it has so much time.</param>
    public static int Run(Dispatcher listener, Action runLoop, Func<TimeSpan, Task>? stopping = null)
    {
        EndPoint address = listener.Socket!.LocalEndPoint!;
        Loop loop = Loop.For(listener.Map);
        TimeSpan drain = DrainTime;
        using IDisposable interrupted = loop.OnSignal(PosixSignal.SIGINT, () => _ = StopAsync());
        using IDisposable terminated = loop.OnSignal(PosixSignal.SIGTERM, () => _ = StopAsync());

        Console.WriteLine($"listening on {Addresses.Format(address)}");
        runLoop();
        if (address is UnixDomainSocketEndPoint)
        {
            File.Delete(address.ToString()!);
        }

        return 0;

        async Task StopAsync()
        {
            TimeSpan time = drain;
            drain = TimeSpan.Zero;
            if (stopping is not null)
            {
                await stopping(time);
            }

            loop.Stop(time);
        }
    }
}
