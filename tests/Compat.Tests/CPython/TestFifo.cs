namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>Mirrors <c>test_asynchat.TestFifo</c> of Python 2.7.</summary>
public sealed class TestFifo
{
    [Fact]
    public void Basic()
    {
        var f = new asynchat.fifo();
        f.push(7);
        f.push("a");
        Assert.Equal(2, f.Count);
        Assert.Equal(7, f.first());
        Assert.Equal((1, 7), f.pop());
        Assert.Equal(1, f.Count);
        Assert.Equal("a", f.first());
        Assert.False(f.is_empty());
        Assert.Equal((1, "a"), f.pop());
        Assert.Equal(0, f.Count);
        Assert.True(f.is_empty());
        Assert.Equal((0, null), f.pop());
    }

    [Fact]
    public void Given_list()
    {
        var f = new asynchat.fifo(["x", 17, 3]);
        Assert.Equal(3, f.Count);
        Assert.Equal((1, "x"), f.pop());
        Assert.Equal((1, 17), f.pop());
        Assert.Equal((1, 3), f.pop());
        Assert.Equal((0, null), f.pop());
    }
}
