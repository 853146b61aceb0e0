using System.Collections.Concurrent;

namespace AsyncoreNet;

/// <summary>
/// On an override of <see cref="Dispatcher.Readable"/> or <see cref="Dispatcher.Writable"/>: promises that the class calls
/// <see cref="Dispatcher.InterestChanged"/> whenever the answer may have changed, so that the loop need not ask on every pass.
/// </summary>
/// <remarks>
/// A channel whose predicates all keep this promise costs nothing while it is idle. One override without the attribute, and the
/// loop asks both predicates of that channel on each pass, as asyncore does of every channel.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class TracksInterestAttribute : Attribute
{
    private static readonly ConcurrentDictionary<Type, bool> ByType = new();

    /// <summary>Whether both predicates of a channel's class keep the promise. Looked up once per class.</summary>
    internal static bool IsKeptBy(Dispatcher dispatcher)
    {
        Type type = dispatcher.GetType();
        if (!ByType.TryGetValue(type, out bool kept))
        {
            // A delegate to a virtual method names the override that a call would reach: no search by name, nothing for trimming to lose.
            (Func<bool> readable, Func<bool> writable) = dispatcher.Predicates;
            kept = Keeps(readable) && Keeps(writable);
            ByType.TryAdd(type, kept);
        }

        return kept;
    }

    private static bool Keeps(Func<bool> predicate) => predicate.Method.IsDefined(typeof(TracksInterestAttribute), inherit: false);
}
