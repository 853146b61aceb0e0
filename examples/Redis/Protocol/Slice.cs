namespace Redis.Protocol;

/// <summary>Where an argument is, from the begin of its request.</summary>
internal readonly record struct Slice(int Start, int Length);
