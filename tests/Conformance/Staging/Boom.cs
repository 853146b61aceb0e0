namespace AsyncoreNet.Conformance;

/// <summary>What handlers of the scenarios throw.</summary>
internal sealed class Boom(string message) : Exception(message);
