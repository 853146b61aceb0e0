using Redis.Data;

namespace Redis;

/// <summary>Channels, or patterns of channels, and the sessions that have subscribed to them.</summary>
internal sealed class Topics
{
    private readonly Dictionary<byte[], HashSet<Session>> _subscribers = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], HashSet<Session>>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    public Topics() => _bySpan = _subscribers.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>All that anybody has subscribed to.</summary>
    public IReadOnlyDictionary<byte[], HashSet<Session>> All => _subscribers;

    public void Add(byte[] topic, Session session)
    {
        if (!_subscribers.TryGetValue(topic, out HashSet<Session>? subscribers))
        {
            _subscribers.Add(topic, subscribers = []);
        }

        subscribers.Add(session);
    }

    public void Remove(byte[] topic, Session session)
    {
        HashSet<Session> subscribers = _subscribers[topic];
        subscribers.Remove(session);
        if (subscribers.Count == 0)
        {
            _subscribers.Remove(topic);
        }
    }

    /// <summary>Who has subscribed to this; null if nobody has.</summary>
    public HashSet<Session>? Subscribers(ReadOnlySpan<byte> topic) =>
        _bySpan.TryGetValue(topic, out HashSet<Session>? found) ? found : null;
}
