using System.Net.Sockets;

using Microsoft.Win32.SafeHandles;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>Fact 35, alone in its process for a moment: it takes a thousand descriptors.</summary>
[Collection(ProcessWide.Name)]
public sealed class DescriptorLimitFacts
{
    private const int SelectLimit = 1024; // FD_SETSIZE

    [SkippableTheory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact35_DescriptorAboveTheLimitOfSelect_IsServed(PollerKind poller, Order order)
    {
        Skip.If(OperatingSystem.IsWindows(), "Handles are not numbered from 0 on Windows.");
        using var test = new TestLoop(poller);
        List<SafeFileHandle> taken = [];
        try
        {
            TakeAllUpTo(SelectLimit, taken);
            (Socket near, Socket far) = Pairs.Unix();
            using (far)
            {
                var channel = new Recorder(near, test.Map);
                far.Send("x"u8);

                test.Pass(order);

                Assert.True(channel.socket!.Descriptor > SelectLimit);
                Assert.Equal(["read"], channel.Trace);
                channel.close();
            }
        }
        finally
        {
            taken.ForEach(handle => handle.Dispose());
        }
    }

    private static void TakeAllUpTo(int limit, List<SafeFileHandle> taken)
    {
        try
        {
            do
            {
                taken.Add(File.OpenHandle("/dev/null"));
            }
            while (taken[^1].DangerousGetHandle() <= limit);
        }
        catch (IOException)
        {
            Skip.If(true, "The limit of open files is too low to go beyond select's.");
        }
    }
}
