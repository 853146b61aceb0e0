using System.Globalization;
using System.Net;

namespace AsyncoreNet.Tests.FaultHost;

/// <summary>
/// A server that runs out of descriptors, with the loop's own logger. It keeps every connection it accepts, until told to close
/// some, and counts what that costs.
/// </summary>
/// <remarks>
/// <c>measure MILLISECONDS</c> answers with the passes made in that time of the loop's own clock; <c>free COUNT</c> closes
/// connections and answers with how many were accepted within a second of that clock; <c>report</c> answers at once.
/// </remarks>
internal sealed class DescriptorLimit : IDisposable
{
    private const int Connections = 20;

    private readonly Loop _loop;
    private readonly Listener _listener;
    private readonly TextReader _input;
    private readonly TextWriter _output;

    public DescriptorLimit(PollerKind poller, TextReader input, TextWriter output)
    {
        (_input, _output) = (input, output);
        _loop = new Loop(new ChannelMap(), new LoopOptions { Poller = poller });
        _listener = new Listener(_loop.Map);
        Limits.LeaveRoomFor(Connections);
    }

    public void Run()
    {
        Say($"listening {((IPEndPoint)_listener.Socket!.LocalEndPoint!).Port}");
        var commands = new Thread(ReadCommands) { IsBackground = true };
        commands.Start();
        _loop.Run();
    }

    public void Dispose() => _loop.Dispose();

    private void Say(string line)
    {
        _output.WriteLine(line);
        _output.Flush();
    }

    private void ReadCommands()
    {
        while (_input.ReadLine() is { } line)
        {
            _loop.Post(() => Obey(line.Split(' ')));
        }

        _loop.Stop(); // the test has gone
    }

    private void Obey(string[] words)
    {
        switch (words)
        {
            case ["report"]:
                PollFlags watched = _loop.GetSnapshot().Channels[0].Interest;
                Say($"accepted {_listener.Accepted.Count} watched {watched} state {_listener.State}");
                break;
            case ["measure", var time]:
                long passes = _loop.GetSnapshot().Passes;
                _loop.CallLater(
                    TimeSpan.FromMilliseconds(Number(time)), () => Say($"passes {_loop.GetSnapshot().Passes - passes}"));
                break;
            case ["free", var count]:
                for (int left = Number(count); left > 0; left--)
                {
                    _listener.Accepted[0].Close();
                    _listener.Accepted.RemoveAt(0);
                }

                int before = _listener.Accepted.Count;
                void Report() => Say($"accepted {_listener.Accepted.Count - before}");
                _loop.CallLater(TimeSpan.FromSeconds(1), () => AfterPasses(50, Report));
                break;
            default:
                Say("what?");
                break;
        }
    }

    /// <summary>
    /// On a machine that stalls, all timers are due at once: whatever the first of them started gets its passes still.
    /// </summary>
    private void AfterPasses(int passes, Action action)
    {
        if (passes == 0)
        {
            action();
        }
        else
        {
            _loop.Post(() => AfterPasses(passes - 1, action));
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Listener : Dispatcher
    {
        public Listener(ChannelMap map)
            : base(null, map)
        {
            CreateSocket();
            Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Listen(256);
        }

        public List<Dispatcher> Accepted { get; } = [];

        protected override void HandleAccepted(ChannelSocket socket, EndPoint? address) =>
            Accepted.Add(new Dispatcher(socket, Map));
    }
}
