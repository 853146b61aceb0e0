namespace AsyncoreNet.Exploration;

/// <summary>A server has not done what it promises.</summary>
internal sealed class BrokenPromiseException(string promise) : Exception($"A promise was not kept: {promise}.");
