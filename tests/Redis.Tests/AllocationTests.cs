namespace AsyncoreNet.Redis.Tests;

/// <summary>What a request costs in the steady state: nothing that is to be collected.</summary>
public sealed class AllocationTests : ServerTest
{
    [Theory]
    [InlineData("GET key:000000000001")]
    [InlineData("GET nosuch")]
    [InlineData("SET key:000000000001 xyz")]
    [InlineData("INCR number")]
    [InlineData("PING")]
    [InlineData("EXISTS key:000000000001 a b c")]
    [InlineData("HGET hash field")]
    [InlineData("HSET hash field other")]
    [InlineData("SISMEMBER set x")]
    [InlineData("LRANGE list 0 -1")]
    [InlineData("MGET key:000000000001 nosuch volatile")]
    [InlineData("TTL volatile")]
    public void Request_AllocatesNothing(string line)
    {
        (AsyncoreNet.Tests.FaultySocket counted, Client client) = ConnectCounted();
        string[] preparations =
        [
            "SET key:000000000001 abc", "SET number 100", "HSET hash field value", "SADD set x", "RPUSH list a b",
            "SET volatile x EX 1000",
        ];
        foreach (string preparation in preparations)
        {
            Ask(client, preparation);
        }

        byte[] requests = Resp.Bytes(string.Concat(Enumerable.Repeat(Resp.Line(line), 10)));
        byte[] replies = new byte[10_000];
        for (int i = 0; i < 200; i++)
        {
            Serve(); // the compiler, the pools and the channel's waits are warm then
        }

        long allocated = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            allocated = Math.Min(allocated, Serve()); // a method that is compiled anew in the middle is no request's cost
        }

        Assert.Equal(0, allocated);

        long Serve()
        {
            client.Socket.Send(requests);
            int sends = counted.Sends;
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int passes = 0; counted.Sends == sends && passes < 100; passes++)
            {
                Pass();
            }

            long cost = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(1, counted.Sends - sends);
            client.Socket.Receive(replies);
            return cost;
        }
    }
}
