namespace AsyncoreNet.Testing;

/// <summary>A piece of a stream on its way, or something said about the stream.</summary>
internal sealed class Segment(SegmentKind kind, byte[] data)
{
    public SegmentKind Kind => kind;

    public byte[] Data => data;

    public long Arrival { get; set; }
}
