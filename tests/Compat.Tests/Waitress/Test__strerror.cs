using System.Runtime.InteropServices;

namespace AsyncoreNet.Compat.Tests.Waitress;

/// <summary>Mirrors <c>test_wasyncore.Test__strerror</c>.</summary>
public sealed class Test__strerror
{
    [Fact]
    public void Gardenpath()
    {
        const int Einval = 22;
        Assert.Equal(Marshal.GetPInvokeErrorMessage(Einval), asyncore._strerror(Einval));
    }

    /// <summary>The original asks for a string; what cannot be an errno here is a negative number.</summary>
    [Fact]
    public void Unknown() => Assert.Equal("Unknown error -7", asyncore._strerror(-7));
}
