namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>Mirrors <c>test_asynchat.TestNotConnected</c>.</summary>
public sealed class TestNotConnected
{
    [Fact]
    public void Disallow_negative_terminator()
    {
        var client = new asynchat.async_chat(null, new ChannelMap());
        Assert.Throws<ArgumentOutOfRangeException>(() => client.set_terminator(-1));
    }
}
