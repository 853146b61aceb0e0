namespace Smtp.Tests;

/// <summary>What a <see cref="BrokenDummyServer"/> throws.</summary>
public sealed class DummyDispatcherBroken : Exception;
