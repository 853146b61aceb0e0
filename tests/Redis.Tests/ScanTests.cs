using System.Globalization;

using Redis.Data;

namespace AsyncoreNet.Redis.Tests;

/// <summary>Walks over all keys while they change, and the order of sorted sets.</summary>
public sealed class ScanTests : ServerTest
{
    private readonly Random _random = new(1);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void Scan_WhileKeysComeAndGo_MissesNoneThatStays(int count)
    {
        Client client = Connect();
        var stay = Enumerable.Range(0, 200).Select(i => $"stay{i}").ToHashSet(StringComparer.Ordinal);
        foreach (string key in stay.SelectMany(key => new[] { $"{key}x", key, $"{key}y" }))
        {
            Ask(client, $"SET {key} 1");
        }

        string cursor = "0";
        do
        {
            IReadOnlyList<string> reply = Resp.Split(Ask(client, $"SCAN {cursor} COUNT {count}")[4..]);
            cursor = reply[0].Split("\r\n")[1];
            stay.ExceptWith(reply[1].Split("\r\n"));
            Ask(client, $"DEL stay{_random.Next(200)}x stay{_random.Next(200)}y");
            Ask(client, $"SET new{_random.Next(1000)} 1");
        }
        while (cursor != "0");

        Assert.Empty(stay);
    }

    [Fact]
    public void OrderedMembers_AreLikeASortedList()
    {
        var list = new OrderedMembers();
        var model = new List<(double Score, byte[] Member)>();
        for (int i = 0; i < 12_000; i++)
        {
            int removals = i < 6_000 ? 1 : 3; // of four changes: it grows, then it shrinks
            if (model.Count > 0 && _random.Next(4) < removals)
            {
                int gone = _random.Next(model.Count);
                list.Remove(model[gone].Score, model[gone].Member);
                model.RemoveAt(gone);
            }
            else
            {
                (double score, byte[] member) = (_random.Next(50), Resp.Bytes(i.ToString(CultureInfo.InvariantCulture)));
                list.Add(score, member);
                model.Add((score, member));
            }

            if (i % 300 == 0)
            {
                Check(list, model);
            }
        }
    }

    private void Check(OrderedMembers list, List<(double Score, byte[] Member)> model)
    {
        model.Sort((a, b) => a.Score != b.Score
            ? a.Score.CompareTo(b.Score)
            : a.Member.AsSpan().SequenceCompareTo(b.Member));
        int from = _random.Next(model.Count + 1);
        IEnumerable<(byte[] Member, double Score)> expected = model.Select(one => (one.Member, one.Score));
        Assert.Equal(expected.Skip(from), list.From(from));
        Assert.Equal(expected.Reverse().Skip(from), list.BackwardsFrom(from));
        Assert.Equal(model.Count(one => one.Score < 25), list.CountWhile((_, score) => score < 25));
    }
}
