namespace AsyncoreNet.Testing.Tests.Conformance;

/// <summary>A simulated host, which talks to itself.</summary>
public sealed class SimulatedGround : Ground
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly VirtualTimeProvider _time = new();
    private readonly SimulatedHost _host;
    private int _paths;

    /// <summary>Makes the host.</summary>
    /// <param name="latency">Of its loopback.</param>
    public SimulatedGround(TimeSpan latency)
    {
        _host = new SimulatedNetwork(_time).AddHost("host");
        _host.Loopback.Conditions = new LinkConditions { Latency = latency };
    }

    /// <inheritdoc/>
    public override INetwork Network => _host;

    /// <inheritdoc/>
    public override PollerKind Kind => PollerKind.Default;

    /// <inheritdoc/>
    public override string NewPath() => $"/tmp/{++_paths}";

    /// <inheritdoc/>
    public override void Delete(string path) => _host.DeletePath(path);

    /// <inheritdoc/>
    public override bool GoOn()
    {
        Pass(TimeSpan.FromMilliseconds(1));
        return _time.Elapsed < Patience;
    }

    /// <inheritdoc/>
    public override void Settle() => Pass(TimeSpan.FromMilliseconds(100));

    /// <inheritdoc/>
    public override void Pass(TimeSpan time) => _time.Advance(time);
}
