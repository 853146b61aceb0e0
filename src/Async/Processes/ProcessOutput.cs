namespace AsyncoreNet.Async;

/// <summary>What a process has left.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal, if one has ended it.</param>
/// <param name="Output">All of its standard output, if that was redirected.</param>
/// <param name="Error">All of its standard error, if that was redirected.</param>
public sealed record ProcessOutput(int ExitCode, ReadOnlyMemory<byte> Output, ReadOnlyMemory<byte> Error);
