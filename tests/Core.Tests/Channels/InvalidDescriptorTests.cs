using System.Net.Sockets;

namespace AsyncoreNet.Tests;

public abstract class InvalidDescriptorTests(PollerKind poller) : LoopTest(poller)
{
    [Fact]
    public void ClosedBehindTheChannel_ItsPredicatesAsked_IsReportedOnce()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        using (far)
        {
            var channel = new AskedAndDeaf(near, Map);
            Pass();
            near.Close();

            Pass(20);

            Assert.Equal(1, channel.Closes);
        }
    }

    [Fact]
    public void ClosedBehindTheChannel_ItsPredicatesAsked_DoesNotSpin()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        using (far)
        {
            _ = new AskedAndDeaf(near, Map);
            Pass();
            near.Close();
            Pass(3);

            Loop.RunOnce(TimeSpan.FromMilliseconds(1));

            Assert.Equal(TimeSpan.FromMilliseconds(1), Network.LastTimeout);
        }
    }

    public sealed class OnEpoll() : InvalidDescriptorTests(PollerKind.Epoll);

    public sealed class OnPoll() : InvalidDescriptorTests(PollerKind.Poll);

    public sealed class OnSelect() : InvalidDescriptorTests(PollerKind.Select);

    /// <summary>Overrides a predicate, and does nothing when its connection ends.</summary>
    private sealed class AskedAndDeaf(ChannelSocket socket, ChannelMap map) : Dispatcher(socket, map)
    {
        public int Closes { get; private set; }

        public override bool Readable() => true;

        protected override void HandleClose() => Closes++;
    }
}
