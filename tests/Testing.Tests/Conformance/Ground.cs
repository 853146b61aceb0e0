namespace AsyncoreNet.Testing.Tests.Conformance;

/// <summary>What a fact is checked on: a network, and a kind of poller there.</summary>
public abstract class Ground : IDisposable
{
    /// <summary>Where sockets come from.</summary>
    public abstract INetwork Network { get; }

    /// <summary>The kind of poller.</summary>
    public abstract PollerKind Kind { get; }

    /// <summary>A path for a Unix socket that nobody has used.</summary>
    public abstract string NewPath();

    /// <summary>Removes a path that a socket has left.</summary>
    public abstract void Delete(string path);

    /// <summary>Lets what is under way go on. Returns whether there is patience left for what is awaited.</summary>
    public abstract bool GoOn();

    /// <summary>Lets what is under way come to its end, where the clock can be moved for that.</summary>
    public abstract void Settle();

    /// <summary>Lets time pass, where the clock can be moved; elsewhere the wait for what is to happen takes its time.</summary>
    public abstract void Pass(TimeSpan time);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes what the ground has made.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
