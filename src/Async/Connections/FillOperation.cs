using System.Diagnostics.CodeAnalysis;

namespace AsyncoreNet.Async;

/// <summary>
/// Waits for input, and receives it into the connection's own buffer, which takes memory only when the input is there.
/// </summary>
internal abstract class FillOperation<T>(AsyncSocket channel, ByteQueue input) : LoopOperation<T>(channel)
{
    private const int Room = 65536; // to receive into: pooled, and held only while something is in it

    /// <summary>Looks at the buffer, then receives what is there, or waits for it, until there is an outcome.</summary>
    protected ValueTask<T> ReadAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return TryFinish(isEnd: false, out T? outcome) ? new ValueTask<T>(outcome) : RunAsync(cancellationToken);
        }
        catch (IOException failure)
        {
            return ValueTask.FromException<T>(failure);
        }
    }

    /// <summary>Receives what is there, or waits for it, until there is an outcome.</summary>
    public ValueTask<T> RunAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Channel.IsClosed, Channel);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        while (Channel.MayReceive())
        {
            IOResult result = Receive();
            if (result.WouldBlock)
            {
                break;
            }

            if (!result.Succeeded)
            {
                return ValueTask.FromException<T>(Channel.CreateFailure(result.Error, "receive"));
            }

            try
            {
                if (TryFinish(isEnd: result.Count == 0, out T? outcome))
                {
                    return new ValueTask<T>(outcome);
                }
            }
            catch (IOException failure)
            {
                return ValueTask.FromException<T>(failure);
            }
        }

        Channel.AwaitInput(this);
        Start(cancellationToken);
        return Task;
    }

    public override bool TryPerform()
    {
        IOResult result = Receive();
        if (result.WouldBlock)
        {
            return false;
        }

        try
        {
            if (!result.Succeeded)
            {
                SetError(Channel.CreateFailure(result.Error, "receive"));
            }
            else if (TryFinish(isEnd: result.Count == 0, out T? outcome))
            {
                SetResult(outcome);
            }
            else
            {
                return false;
            }
        }
        catch (IOException failure)
        {
            SetError(failure);
        }

        return true;
    }

    /// <summary>
    /// Looks at the buffer, after input or at the end of the stream. Returns false to wait for more, which there never is at the end.
    /// </summary>
    /// <exception cref="IOException">The outcome is an error.</exception>
    protected abstract bool TryFinish(bool isEnd, [MaybeNullWhen(false)] out T outcome);

    private IOResult Receive()
    {
        IOResult result = Channel.ReceiveOnce(input.GetMemory(input.IsEmpty ? Room : 4096).Span);
        input.Commit(result.Count);
        return result;
    }
}
