namespace AsyncoreNet.Testing;

/// <summary>What travels.</summary>
internal enum SegmentKind
{
    Establish,
    Data,
    Urgent,
    Finish,
    Reset,
}
