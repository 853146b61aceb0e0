namespace AsyncoreNet.Tests;

/// <summary>The address families that stream tests run over.</summary>
public enum StreamFamily
{
    IPv4,
    IPv6,
    Unix,
}
