namespace AsyncoreNet.Conformance;

/// <summary>A channel with a name for the trace.</summary>
internal interface INamed
{
    string name { get; }
}
