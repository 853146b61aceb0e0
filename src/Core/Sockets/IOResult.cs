using System.Net.Sockets;

namespace AsyncoreNet;

/// <summary>
/// What one non-blocking receive or send did. Below the edge of the API an error is a value: would-block is ordinary, and an
/// exception for each would cost more than the call.
/// </summary>
public readonly struct IOResult : IEquatable<IOResult>
{
    /// <summary>A result that moved <paramref name="count"/> bytes.</summary>
    public IOResult(int count) => Count = count;

    /// <summary>A result that failed with <paramref name="error"/>.</summary>
    public IOResult(SocketError error) => Error = error;

    /// <summary>Bytes moved; 0 on an error, and 0 from a receive at the end of a stream.</summary>
    public int Count { get; }

    /// <summary><see cref="SocketError.Success"/>, or why nothing moved.</summary>
    public SocketError Error { get; }

    /// <summary>Whether the call would have had to wait.</summary>
    public bool WouldBlock => Error == SocketError.WouldBlock;

    /// <summary>Whether the call did what it was asked, if only for some of the bytes.</summary>
    public bool Succeeded => Error == SocketError.Success;

    /// <inheritdoc/>
    public bool Equals(IOResult other) => Count == other.Count && Error == other.Error;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IOResult other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Error);

    /// <inheritdoc/>
    public override string ToString() => Succeeded ? $"{Count} bytes" : Error.ToString();

    /// <summary>Whether two results are the same.</summary>
    public static bool operator ==(IOResult left, IOResult right) => left.Equals(right);

    /// <summary>Whether two results differ.</summary>
    public static bool operator !=(IOResult left, IOResult right) => !left.Equals(right);
}
