namespace AsyncoreNet.Compat;

/// <summary>
/// The room that a <c>recv</c> receives into before the array of its result has a size. One a thread, kept: an array of the size
/// asked for would cost 8 KiB of garbage for an answer of a few bytes.
/// </summary>
internal static class scratch
{
    private const int Kept = 65536;

    [ThreadStatic]
    private static byte[]? s_bytes;

    /// <summary>Room for <paramref name="size"/> bytes, until the next call on this thread.</summary>
    public static Span<byte> Take(int size) => size > Kept
        ? GC.AllocateUninitializedArray<byte>(size)
        : (s_bytes ??= GC.AllocateUninitializedArray<byte>(Kept)).AsSpan(0, size);
}
