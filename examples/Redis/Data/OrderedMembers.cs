using System.Runtime.InteropServices;

namespace Redis.Data;

/// <summary>Members in order of score, then of bytes.</summary>
/// <remarks>
/// A list of short sorted lists. A member is found by two binary searches, and moves only its neighbours in a short list; a place is
/// found by adding up lengths. A tree or a skip list would take fewer steps, but each of them to another object somewhere in memory, and
/// each change to old objects is work for the collector.
/// </remarks>
internal sealed class OrderedMembers
{
    private const int MostInRun = 512;

    private readonly List<List<Entry>> _runs = []; // none is empty

    public void Add(double score, byte[] member)
    {
        var entry = new Entry(score, member);
        if (_runs.Count == 0)
        {
            _runs.Add([entry]);
            return;
        }

        (int run, int index) = Find(new Exact(entry));
        List<Entry> entries = _runs[run];
        entries.Insert(index, entry);
        if (entries.Count > MostInRun)
        {
            _runs.Insert(run + 1, entries[(MostInRun / 2)..]);
            entries.RemoveRange(MostInRun / 2, entries.Count - (MostInRun / 2));
        }
    }

    /// <summary>Removes a member, which must be there.</summary>
    public void Remove(double score, byte[] member)
    {
        (int run, int index) = Find(new Exact(new Entry(score, member)));
        if (index == _runs[run].Count)
        {
            (run, index) = (run + 1, 0);
        }

        List<Entry> entries = _runs[run];
        entries.RemoveAt(index);
        if (entries.Count == 0)
        {
            _runs.RemoveAt(run);
        }
        else if (run + 1 < _runs.Count && entries.Count + _runs[run + 1].Count <= MostInRun / 2)
        {
            entries.AddRange(_runs[run + 1]);
            _runs.RemoveAt(run + 1);
        }
    }

    /// <summary>The number of members in front of the first that is not before a bound.</summary>
    public int CountWhile(Func<byte[], double, bool> isBefore)
    {
        (int run, int index) = Find(new Bound(isBefore));
        for (int i = 0; i < run; i++)
        {
            index += _runs[i].Count;
        }

        return index;
    }

    /// <summary>The members from a place on; the first is 0.</summary>
    public IEnumerable<(byte[] Member, double Score)> From(int place)
    {
        for (int run = 0; run < _runs.Count; run++)
        {
            List<Entry> entries = _runs[run];
            for (; place < entries.Count; place++)
            {
                yield return (entries[place].Member, entries[place].Score);
            }

            place -= entries.Count;
        }
    }

    /// <summary>The members from a place on, from the end to the begin; the last is 0.</summary>
    public IEnumerable<(byte[] Member, double Score)> BackwardsFrom(int place)
    {
        for (int run = _runs.Count - 1; run >= 0; run--)
        {
            List<Entry> entries = _runs[run];
            for (; place < entries.Count; place++)
            {
                Entry entry = entries[^(place + 1)];
                yield return (entry.Member, entry.Score);
            }

            place -= entries.Count;
        }
    }

    /// <summary>The first entry that is not before a bound; it may be the one behind the last of a run.</summary>
    /// <typeparam name="T">A structure, so that the comparison is compiled into the search.</typeparam>
    private (int Run, int Index) Find<T>(T bound)
        where T : struct, IBound
    {
        (int low, int high) = (0, _runs.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            bool isBefore = bound.Excludes(_runs[middle][0]);
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        if (low == 0)
        {
            return (0, 0);
        }

        int run = low - 1;
        Span<Entry> entries = CollectionsMarshal.AsSpan(_runs[run]);
        (low, high) = (1, entries.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            bool isBefore = bound.Excludes(entries[middle]);
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return (run, low);
    }

    /// <summary>Where a search ends.</summary>
    private interface IBound
    {
        /// <summary>Whether an entry is in front of it.</summary>
        bool Excludes(Entry entry);
    }

    private readonly record struct Entry(double Score, byte[] Member);

    /// <summary>The place of an entry.</summary>
    private readonly struct Exact(Entry place) : IBound
    {
        public bool Excludes(Entry entry) => entry.Score < place.Score
            || (entry.Score == place.Score && entry.Member.AsSpan().SequenceCompareTo(place.Member) < 0);
    }

    /// <summary>Whatever a range ends with.</summary>
    private readonly struct Bound(Func<byte[], double, bool> excludes) : IBound
    {
        public bool Excludes(Entry entry) => excludes(entry.Member, entry.Score);
    }
}
