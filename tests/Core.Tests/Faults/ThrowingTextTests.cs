namespace AsyncoreNet.Tests;

/// <summary>A channel's text is user code too, and the loop wants it just when things have gone wrong already.</summary>
public sealed class ThrowingTextTests : LoopTest
{
    [Fact]
    public void ToString_ThatThrows_DoesNotLeaveTheLoop()
    {
        (ChannelSocket near, System.Net.Sockets.Socket far) = Pairs.Connect();
        using (far)
        {
            var channel = new Unspeakable(near, Map);
            far.Send("x"u8);

            RunUntil(() => channel.IsClosed);

            Assert.Contains(Log.Problems, p => p.Text.Contains("its ToString threw", StringComparison.Ordinal));
        }
    }

    private sealed class Unspeakable(ChannelSocket socket, ChannelMap map) : Dispatcher(socket, map)
    {
        public override string ToString() => throw new InvalidOperationException("no name");

        protected override void HandleRead() => throw new InvalidOperationException("no read");
    }
}
