using System.Collections;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>The map as a dictionary that keeps the order of insertion.</summary>
public sealed class ChannelMapTests
{
    private readonly ChannelMap _map = [];

    [Fact]
    public void Enumeration_FollowsInsertion()
    {
        IChannel[] channels = [Add(9), Add(3), Add(7)];

        Assert.Equal([9, 3, 7], _map.Keys);
        Assert.Equal(channels, _map.Values);
        Assert.Equal([9, 3, 7], _map.Select(entry => entry.Key));
        Assert.Equal(3, _map.Count);
        Assert.Equal([9, 3, 7], ((IEnumerable)_map).Cast<KeyValuePair<int, IChannel>>().Select(entry => entry.Key));
    }

    [Fact]
    public void Set_ExistingDescriptor_ReplacesInPlace()
    {
        Add(9);
        Add(3);
        Add(7);

        IChannel replacement = Add(3);

        Assert.Equal([9, 3, 7], _map.Keys);
        Assert.Same(replacement, _map[3]);
        Assert.Equal(3, _map.Count);
    }

    [Fact]
    public void Remove_ThenAdd_GoesToTheEnd()
    {
        Add(9);
        Add(3);
        Add(7);

        Assert.True(_map.Remove(9));
        Assert.False(_map.Remove(9));
        Add(9);

        Assert.Equal([3, 7, 9], _map.Keys);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Remove_FirstMiddleOrLast_LeavesTheRestInOrder(int descriptor)
    {
        Add(1);
        Add(2);
        Add(3);

        _map.Remove(descriptor);

        List<int> left = [.. Enumerable.Range(1, 3).Except([descriptor])];
        Assert.Equal(left, _map.Keys);
        Add(4);
        Assert.Equal([.. left, 4], _map.Keys);
    }

    [Fact]
    public void Lookup_KnownAndUnknown()
    {
        IChannel channel = Add(5);

        Assert.Same(channel, _map[5]);
        Assert.True(_map.ContainsKey(5));
        Assert.True(_map.TryGetValue(5, out IChannel? found));
        Assert.Same(channel, found);
        Assert.False(_map.ContainsKey(6));
        Assert.False(_map.TryGetValue(6, out IChannel? missing));
        Assert.Null(missing);
        Assert.Contains("descriptor 6", Assert.Throws<KeyNotFoundException>(() => _map[6]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clear_TakesAllOutAndClosesNone()
    {
        ForeignChannel[] channels = [Add(1), Add(2)];

        _map.Clear();

        Assert.Empty(_map);
        Assert.Null(_map.First);
        Assert.All(channels, channel => Assert.Empty(channel.Calls));
        Add(3);
        Assert.Equal([3], _map.Keys);
    }

    [Fact]
    public void Set_Null_ThrowsAndChangesNothing()
    {
        IChannel channel = Add(5);

        Assert.Throws<ArgumentNullException>(() => _map[5] = null!);
        Assert.Throws<ArgumentNullException>(() => _map[6] = null!);

        Assert.Same(channel, _map[5]);
        Assert.Single(_map);
    }

    [Fact]
    public void Set_NegativeDescriptor_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _map[-1] = new ForeignChannel(-1, _map));
        Assert.Empty(_map);
    }

    public static TheoryData<string> Changes => ["add", "replace", "remove", "clear"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Enumeration_MapChanges_Throws(string change)
    {
        Add(1);
        Add(2);
        Add(3);

        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (int descriptor in _map.Keys)
            {
                switch (change)
                {
                    case "add":
                        Add(4);
                        break;
                    case "replace":
                        Add(2);
                        break;
                    case "remove":
                        _map.Remove(descriptor);
                        break;
                    default:
                        _map.Clear();
                        break;
                }
            }
        });

        Assert.Contains("Values.ToArray()", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Enumeration_OfACopy_MayRemove()
    {
        Add(1);
        Add(2);

        foreach (int descriptor in _map.Keys.ToArray())
        {
            _map.Remove(descriptor);
        }

        Assert.Empty(_map);
    }

    /// <summary>Against a model: a dictionary, and a list for the order.</summary>
    [Fact]
    public void RandomChanges_AgreeWithAModel()
    {
        var random = new Random(11);
        List<int> order = [];
        Dictionary<int, IChannel> model = [];
        for (int i = 0; i < 20_000; i++)
        {
            int descriptor = random.Next(60);
            switch (random.Next(5))
            {
                case < 3:
                    if (!model.ContainsKey(descriptor))
                    {
                        order.Add(descriptor);
                    }

                    model[descriptor] = Add(descriptor);
                    break;
                case 3:
                    order.Remove(descriptor);
                    Assert.Equal(model.Remove(descriptor), _map.Remove(descriptor));
                    break;
                default:
                    if (random.Next(200) == 0)
                    {
                        order.Clear();
                        model.Clear();
                        _map.Clear();
                    }

                    break;
            }

            Assert.Equal(model.Count, _map.Count);
        }

        Assert.Equal(order, _map.Keys);
        Assert.Equal(order.Select(d => model[d]), _map.Values);
    }

    [Fact]
    public void OneMap_OneLoop()
    {
        using var loop = new Loop(_map);

        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => new Loop(_map));

        Assert.Contains("one map, one loop", failure.Message, StringComparison.Ordinal);
        Assert.Same(loop, _map.Loop);
    }

    [Fact]
    public void NewLoop_OverAMapWithChannels_ServesThem()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, _map);
        far.Send("x"u8);

        using var loop = new Loop(_map);
        loop.RunOnce(TimeSpan.Zero);

        Assert.Equal(["read"], probe.Calls);
        probe.Close();
        far.Dispose();
    }

    private ForeignChannel Add(int descriptor)
    {
        var channel = new ForeignChannel(descriptor, _map);
        _map[descriptor] = channel;
        return channel;
    }
}
