namespace AsyncoreNet.Async;

/// <summary>What a run of <see cref="AsyncLoop"/> has started and is to end with it. Loop thread.</summary>
internal sealed class RunScope : IDisposable
{
    [ThreadStatic]
    private static RunScope? s_current; // of the loop that AsyncLoop runs on this thread

    private readonly HashSet<IRunMember> _members = [];
    private readonly Loop _loop;
    private readonly RunScope? _outer; // of another loop, in a callback of which this one is run

    /// <summary>Makes this the scope of the calling thread.</summary>
    public RunScope(Loop loop)
    {
        (_loop, _outer) = (loop, s_current);
        s_current = this;
    }

    /// <summary>The scope of a loop's run; null where nothing, or something else than <see cref="AsyncLoop"/>, runs it.</summary>
    public static RunScope? Of(Loop? loop) => s_current is { } scope && scope._loop == loop ? scope : null;

    public void Add(IRunMember member) => _members.Add(member);

    public void Remove(IRunMember member) => _members.Remove(member);

    /// <summary>Ends all members, those included that they start meanwhile, but for those that take longer than the deadline.</summary>
    public async Task EndAsync(TimeSpan deadline)
    {
        TimeSpan end = _loop.Time + deadline;
        await Task.Yield(); // the program's task may have ended inside something that is only being started
        do
        {
            TimeSpan left = end > _loop.Time ? end - _loop.Time : TimeSpan.Zero;
            IRunMember[] members = [.. _members]; // what is cancelled may start or end others in the same call
            _members.Clear();
            Task[] ends = [.. members.Select(member => member.EndAsync(left))];
            await Task.WhenAll(ends).ConfigureAwait(true);
        }
        while (_members.Count > 0 && _loop.Time < end);
    }

    public void Dispose() => s_current = _outer;
}
