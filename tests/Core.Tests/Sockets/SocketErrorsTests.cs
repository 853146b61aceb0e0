using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>errno, <see cref="SocketError"/> and exceptions, where they meet.</summary>
public sealed class SocketErrorsTests
{
    public static TheoryData<int, SocketError, string, string> Known => new()
    {
        { 4, SocketError.Interrupted, "EINTR", "Interrupted system call" },
        { 9, SocketErrors.BadDescriptor, "EBADF", "Bad file descriptor" },
        { 11, SocketError.WouldBlock, "EAGAIN", "Resource temporarily unavailable" },
        { 13, SocketError.AccessDenied, "EACCES", "Permission denied" },
        { 24, SocketError.TooManyOpenSockets, "EMFILE", "Too many open files" },
        { 28, (SocketError)28, "ENOSPC", "No space left on device" },
        { 32, SocketError.Shutdown, "EPIPE", "Broken pipe" },
        { 98, SocketError.AddressAlreadyInUse, "EADDRINUSE", "Address already in use" },
        { 99, SocketError.AddressNotAvailable, "EADDRNOTAVAIL", "Cannot assign requested address" },
        { 104, SocketError.ConnectionReset, "ECONNRESET", "Connection reset by peer" },
        { 107, SocketError.NotConnected, "ENOTCONN", "Transport endpoint is not connected" },
        { 111, SocketError.ConnectionRefused, "ECONNREFUSED", "Connection refused" },
        { 115, SocketError.InProgress, "EINPROGRESS", "Operation now in progress" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Errno_ThereAndBack(int errno, SocketError error, string name, string text)
    {
        Assert.Equal(error, SocketErrors.FromErrno(errno));
        Assert.Equal(errno, SocketErrors.ToErrno(error));
        Assert.Equal(name, SocketErrors.Name(error));
        Assert.Equal(text, SocketErrors.Describe(error));
    }

    [Fact]
    public void FromErrno_Zero_IsSuccess() => Assert.Equal(SocketError.Success, SocketErrors.FromErrno(0));

    /// <summary>It travels as its own number.</summary>
    [Fact]
    public void Errno_WithoutASocketError_KeepsItsNumber()
    {
        Assert.Equal((SocketError)40, SocketErrors.FromErrno(40)); // ELOOP
        Assert.Equal(40, SocketErrors.ToErrno((SocketError)40));
        Assert.Equal("Too many levels of symbolic links", SocketErrors.Describe((SocketError)40));
    }

    [Fact]
    public void Describe_ErrorOfTheResolver_HasAText()
    {
        Assert.False(string.IsNullOrWhiteSpace(SocketErrors.Describe(SocketError.HostNotFound)));
        Assert.Equal("HostNotFound", SocketErrors.Name(SocketError.HostNotFound));
    }

    [Theory]
    [InlineData(SocketError.ConnectionReset, true)]
    [InlineData(SocketError.NotConnected, true)]
    [InlineData(SocketError.Disconnecting, true)]
    [InlineData(SocketError.ConnectionAborted, true)]
    [InlineData(SocketError.Shutdown, true)]
    [InlineData(SocketErrors.BadDescriptor, true)]
    [InlineData(SocketError.TimedOut, false)]
    [InlineData(SocketError.ConnectionRefused, false)]
    [InlineData(SocketError.WouldBlock, false)]
    [InlineData(SocketError.Success, false)]
    public void IsDisconnected_IsAsyncoresSet(SocketError error, bool expected) =>
        Assert.Equal(expected, SocketErrors.IsDisconnected(error));

    [Fact]
    public void Of_FindsTheErrorInAnException()
    {
        Assert.Equal(SocketError.ConnectionReset, SocketErrors.Of(new SocketException((int)SocketError.ConnectionReset)));
        Assert.Equal(SocketErrors.BadDescriptor, SocketErrors.Of(new ObjectDisposedException("socket")));
        IOException ofAPipe = SocketErrors.CreateFileException(SocketError.Shutdown, "send", "a pipe");
        Assert.Equal(SocketError.Shutdown, SocketErrors.Of(ofAPipe));
        Assert.Equal(SocketError.Success, SocketErrors.Of(new DivideByZeroException()));
        Assert.Equal(SocketError.Success, SocketErrors.Of(new IOException("without an errno")));
    }

    [Fact]
    public void CreateException_SaysWhatOnWhatAndWhy()
    {
        SocketException failure = SocketErrors.CreateException(SocketError.AddressAlreadyInUse, "bind to 127.0.0.1:80", "Server");

        Assert.Equal(SocketError.AddressAlreadyInUse, failure.SocketErrorCode);
        Assert.Equal(
            "Cannot bind to 127.0.0.1:80 on Server: Address already in use (EADDRINUSE). "
            + "Another socket holds the address: choose another port, or 0 for any free one.",
            failure.Message);
    }
}
