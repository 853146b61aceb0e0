namespace AsyncoreNet.Exploration;

/// <summary>Redis, explored.</summary>
public sealed class RedisTests
{
    [Fact]
    public void Redis_UnderFaults_KeepsWhatItHasAcknowledged() => ExploredWorld.Explore(() => new RedisWorld());
}
