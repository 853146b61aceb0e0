using System.Diagnostics;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <summary>The kernel's sockets.</summary>
public sealed class RealGround(PollerKind kind) : Ground
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<string> _paths = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private SpinWait _spin;

    /// <inheritdoc/>
    public override INetwork Network => SystemNetwork.Instance;

    /// <inheritdoc/>
    public override PollerKind Kind => kind;

    /// <inheritdoc/>
    public override string NewPath()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _paths.Add(path);
        return path;
    }

    /// <inheritdoc/>
    public override void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public override bool GoOn()
    {
        _spin.SpinOnce();
        return _clock.Elapsed < Patience;
    }

    /// <inheritdoc/>
    public override void Settle()
    {
    }

    /// <inheritdoc/>
    public override void Pass(TimeSpan time)
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _paths.ForEach(File.Delete);
        base.Dispose(disposing);
    }
}
