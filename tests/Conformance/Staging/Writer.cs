namespace AsyncoreNet.Conformance;

/// <summary>Writes, and never reads. Parallel to traced.py.</summary>
internal class Writer(Stage stage, string name, ChannelSocket? sock = null) : Traced(stage, name, sock)
{
    public override bool readable() => false;
}
