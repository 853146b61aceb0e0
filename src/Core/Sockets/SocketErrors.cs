using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

using AsyncoreNet.Native;

namespace AsyncoreNet;

/// <summary>
/// The one place where errno, <see cref="SocketError"/> and exceptions meet.
/// </summary>
/// <remarks>
/// The mapping is the base class library's own, so that code written against <see cref="Socket"/> recognises what it gets, with
/// one difference: an errno that has no <see cref="SocketError"/> (a full disk, a directory that is read) travels as its own
/// number. Those lie below 900, where <see cref="SocketError"/> names nothing, and <see cref="SocketException"/> prints the
/// system's text for them.
/// </remarks>
public static class SocketErrors
{
    /// <summary>EBADF: the descriptor is closed, or was never one. <see cref="SocketError"/> has no name for it.</summary>
    public const SocketError BadDescriptor = (SocketError)Errno.EBADF;

    private static readonly (int Linux, int Bsd, string Name, SocketError Error)[] Table =
    [
        (1, 1, "EPERM", (SocketError)1),
        (2, 2, "ENOENT", (SocketError)2),
        (4, 4, "EINTR", SocketError.Interrupted),
        (5, 5, "EIO", (SocketError)5),
        (9, 9, "EBADF", BadDescriptor),
        (11, 35, "EAGAIN", SocketError.WouldBlock),
        (12, 12, "ENOMEM", (SocketError)12),
        (13, 13, "EACCES", SocketError.AccessDenied),
        (14, 14, "EFAULT", SocketError.Fault),
        (17, 17, "EEXIST", (SocketError)17),
        (20, 20, "ENOTDIR", (SocketError)20),
        (21, 21, "EISDIR", (SocketError)21),
        (22, 22, "EINVAL", SocketError.InvalidArgument),
        (24, 24, "EMFILE", SocketError.TooManyOpenSockets),
        (23, 23, "ENFILE", SocketError.TooManyOpenSockets),
        (28, 28, "ENOSPC", (SocketError)28),
        (32, 32, "EPIPE", SocketError.Shutdown),
        (36, 63, "ENAMETOOLONG", (SocketError)36),
        (88, 38, "ENOTSOCK", SocketError.NotSocket),
        (89, 39, "EDESTADDRREQ", SocketError.DestinationAddressRequired),
        (90, 40, "EMSGSIZE", SocketError.MessageSize),
        (91, 41, "EPROTOTYPE", SocketError.ProtocolType),
        (92, 42, "ENOPROTOOPT", SocketError.ProtocolOption),
        (93, 43, "EPROTONOSUPPORT", SocketError.ProtocolNotSupported),
        (94, 44, "ESOCKTNOSUPPORT", SocketError.SocketNotSupported),
        (95, 45, "EOPNOTSUPP", SocketError.OperationNotSupported),
        (96, 46, "EPFNOSUPPORT", SocketError.ProtocolFamilyNotSupported),
        (97, 47, "EAFNOSUPPORT", SocketError.AddressFamilyNotSupported),
        (98, 48, "EADDRINUSE", SocketError.AddressAlreadyInUse),
        (99, 49, "EADDRNOTAVAIL", SocketError.AddressNotAvailable),
        (100, 50, "ENETDOWN", SocketError.NetworkDown),
        (101, 51, "ENETUNREACH", SocketError.NetworkUnreachable),
        (102, 52, "ENETRESET", SocketError.NetworkReset),
        (103, 53, "ECONNABORTED", SocketError.ConnectionAborted),
        (104, 54, "ECONNRESET", SocketError.ConnectionReset),
        (105, 55, "ENOBUFS", SocketError.NoBufferSpaceAvailable),
        (106, 56, "EISCONN", SocketError.IsConnected),
        (107, 57, "ENOTCONN", SocketError.NotConnected),
        (108, 58, "ESHUTDOWN", SocketError.Disconnecting),
        (110, 60, "ETIMEDOUT", SocketError.TimedOut),
        (111, 61, "ECONNREFUSED", SocketError.ConnectionRefused),
        (112, 64, "EHOSTDOWN", SocketError.HostDown),
        (113, 65, "EHOSTUNREACH", SocketError.HostUnreachable),
        (114, 37, "EALREADY", SocketError.AlreadyInProgress),
        (115, 36, "EINPROGRESS", SocketError.InProgress),
        (125, 89, "ECANCELED", SocketError.OperationAborted),
    ];

    /// <summary>The <see cref="SocketError"/> for an errno value of this system.</summary>
    public static SocketError FromErrno(int errno)
    {
        if (errno == 0)
        {
            return SocketError.Success;
        }

        foreach (var row in Table)
        {
            if ((OperatingSystem.IsLinux() ? row.Linux : row.Bsd) == errno)
            {
                return row.Error;
            }
        }

        return (SocketError)errno;
    }

    /// <summary>This system's errno value for an error, or the error's own number where it has none.</summary>
    public static int ToErrno(SocketError error)
    {
        foreach (var row in Table)
        {
            if (row.Error == error)
            {
                return OperatingSystem.IsLinux() ? row.Linux : row.Bsd;
            }
        }

        return (int)error;
    }

    /// <summary>
    /// The name that errno.h gives an error (<c>ECONNREFUSED</c>), or its <see cref="SocketError"/> name where it has none.
    /// </summary>
    public static string Name(SocketError error)
    {
        foreach (var row in Table)
        {
            if (row.Error == error)
            {
                return row.Name;
            }
        }

        return error.ToString();
    }

    /// <summary>The system's text for an error, as <c>strerror</c> gives it.</summary>
    public static string Describe(SocketError error) => !OperatingSystem.IsWindows() && ToErrno(error) is > 0 and < 900 and var errno
        ? Marshal.GetPInvokeErrorMessage(errno)
        : new SocketException((int)error).Message;

    /// <summary>
    /// Whether the connection is over: reset, not connected, shut down, aborted, a broken pipe or a closed descriptor. asyncore
    /// answers these with <c>handle_close</c>; a time-out and a refused connection are not among them.
    /// </summary>
    public static bool IsDisconnected(SocketError error) => error is
        SocketError.ConnectionReset or SocketError.NotConnected or SocketError.Disconnecting or
        SocketError.ConnectionAborted or SocketError.Shutdown or BadDescriptor;

    /// <summary>
    /// Whether the peer cannot be reached any more: the connection timed out, or the network says that no way leads there. A machine that
    /// was switched off ends its connections so.
    /// </summary>
    public static bool IsUnreachable(SocketError error) => error is
        SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or
        SocketError.NetworkDown;

    /// <summary>Whether the process or the system has run out of descriptors or of memory for sockets.</summary>
    public static bool IsExhausted(SocketError error) => error is
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or (SocketError)12;

    /// <summary>
    /// The error that an exception carries: a <see cref="SocketException"/>'s own, the errno of an <see cref="IOException"/> from
    /// a file, <see cref="BadDescriptor"/> for an <see cref="ObjectDisposedException"/>; <see cref="SocketError.Success"/> for
    /// any other exception.
    /// </summary>
    public static SocketError Of(Exception exception) => exception switch
    {
        SocketException socket => socket.SocketErrorCode,
        IOException { HResult: > 0 and < 900 } file => FromErrno(file.HResult),
        ObjectDisposedException => BadDescriptor,
        _ => SocketError.Success,
    };

    /// <summary>
    /// The exception for an error at the edge of the API. The message says what was tried, on what, and why it failed.
    /// </summary>
    /// <param name="error">What the system answered.</param>
    /// <param name="action">What was tried, with its address: <c>bind to 127.0.0.1:80</c>.</param>
    /// <param name="subject">The channel it was tried on.</param>
    public static SocketException CreateException(SocketError error, string action, object subject) =>
        new((int)error, $"Cannot {action} on {subject}: {Describe(error)} ({Name(error)}).{Advice(error)}");

    /// <summary>The same for a file, a pipe or a terminal; <see cref="System.Exception.HResult"/> is the errno.</summary>
    public static IOException CreateFileException(SocketError error, string action, object subject) =>
        new($"Cannot {action} on {subject}: {Describe(error)} ({Name(error)}).", ToErrno(error));

    /// <summary>An address for a message: <c>host:port</c> for a name too, which prints its family otherwise.</summary>
    public static string Describe(EndPoint? address) => address switch
    {
        null => "an address of its own",
        DnsEndPoint name => $"{name.Host}:{name.Port}",
        _ => address.ToString() ?? string.Empty,
    };

    private static string Advice(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => " Another socket holds the address: choose another port, or 0 for any free one.",
        SocketError.AddressNotAvailable => " The address is not one of this machine's.",
        SocketError.AccessDenied => " The port or path asks for rights that the process does not have.",
        SocketError.ConnectionRefused => " Nothing listens there.",
        SocketError.TooManyOpenSockets => " Close channels, or raise the limit of open files (ulimit -n).",
        BadDescriptor => " The descriptor is closed, or was closed behind the channel's back.",
        _ => string.Empty,
    };
}
