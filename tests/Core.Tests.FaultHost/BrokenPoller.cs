using System.Net.Sockets;

namespace AsyncoreNet.Tests.FaultHost;

/// <summary>
/// A poller whose system call fails for good: an epoll set that is none any more, more descriptors for poll than the limit
/// allows. Prints what a pass threw, or that passes went on.
/// </summary>
internal static class BrokenPoller
{
    private const int Channels = 64;

    public static void Run(PollerKind poller, TextWriter output)
    {
        int[] before = Limits.EpollSets();
        using var loop = new Loop(new ChannelMap(), new LoopOptions { Poller = poller });
        int[] sets = [.. Limits.EpollSets().Except(before)];
        for (int i = 0; i < Channels; i++)
        {
            new Dispatcher(null, loop.Map).CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram);
        }

        loop.RunOnce(TimeSpan.Zero);
        if (poller == PollerKind.Epoll)
        {
            using FileStream file = File.OpenRead("/dev/null");
            Limits.Replace(sets[0], (int)file.SafeFileHandle.DangerousGetHandle());
        }
        else
        {
            Limits.Lower(Channels / 2);
        }

        try
        {
            for (int i = 0; i < 3; i++)
            {
                loop.RunOnce(TimeSpan.Zero);
            }

            output.WriteLine("the passes went on");
        }
        catch (SocketException failure)
        {
            output.WriteLine($"{failure.SocketErrorCode}: {failure.Message}");
        }
    }
}
