using AsyncoreNet;

using Redis.Protocol;

namespace Redis.Data;

/// <summary>A client that waits for one of some lists to get an item.</summary>
internal sealed class BlockedPop
{
    private readonly TaskCompletionSource _ended = new();
    private readonly Loop _loop;
    private readonly BlockedPops _waiting;
    private readonly ReplyWriter _reply;
    private readonly LoopTimer? _timeout;

    /// <summary>Begins to wait.</summary>
    /// <param name="keyspace">Where the lists will be.</param>
    /// <param name="keys">Their keys, each once.</param>
    /// <param name="atLeft">The end to pop at.</param>
    /// <param name="reply">Where the reply goes, whichever it will be.</param>
    /// <param name="loop">Whose timer ends the wait.</param>
    /// <param name="timeout">When; null to wait for ever.</param>
    public BlockedPop(Keyspace keyspace, List<byte[]> keys, bool atLeft, ReplyWriter reply, Loop loop, TimeSpan? timeout)
    {
        (_loop, _waiting, Keys, AtLeft, _reply) = (loop, keyspace.Waiting, keys, atLeft, reply);
        _timeout = timeout is { } time ? loop.CallLater(time, TimeOut) : null;
        _waiting.Add(this);
    }

    public List<byte[]> Keys { get; }

    public bool AtLeft { get; }

    /// <summary>Its places in the queues of its keys, in the same order.</summary>
    public List<LinkedListNode<BlockedPop>> Places { get; } = [];

    /// <summary>Ends when the reply was written.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Replies with an item.</summary>
    public void Serve(ReadOnlySpan<byte> key, ReadOnlySpan<byte> item)
    {
        _timeout?.Cancel();
        WriteReply(_reply, key, item);
        End();
    }

    /// <summary>The client is gone.</summary>
    public void Withdraw()
    {
        _timeout?.Cancel();
        _waiting.Remove(this);
    }

    /// <summary>The reply of a pop which says from where the item is.</summary>
    public static void WriteReply(ReplyWriter reply, ReadOnlySpan<byte> key, ReadOnlySpan<byte> item)
    {
        reply.Array(2);
        reply.Bulk(key);
        reply.Bulk(item);
    }

    private void TimeOut()
    {
        _waiting.Remove(this);
        _reply.NullArray();
        End();
    }

    /// <summary>
    /// The client goes on in the loop's next pass, not within the command of the one who has pushed. A source that runs its
    /// continuations asynchronously would not do: it has <see cref="Task.WhenAny(Task, Task)"/> go on in the thread pool.
    /// </summary>
    private void End() => _loop.Post(_ended.SetResult);
}
