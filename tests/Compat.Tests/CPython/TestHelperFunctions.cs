namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>Mirrors <c>test_asynchat.TestHelperFunctions</c>.</summary>
public sealed class TestHelperFunctions
{
    [Fact]
    public void Find_prefix_at_end()
    {
        Assert.Equal(1, asynchat.find_prefix_at_end("qwerty\r"u8, "\r\n"u8));
        Assert.Equal(0, asynchat.find_prefix_at_end("qwertydkjf"u8, "\r\n"u8));
    }
}
