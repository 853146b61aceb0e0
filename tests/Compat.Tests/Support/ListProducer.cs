using System.Text;

namespace AsyncoreNet.Compat.Tests;

/// <summary>A producer of these pieces, then of nothing: a <c>more</c> that falls off its end, and so gives null.</summary>
internal sealed class ListProducer(params string[] pieces) : asynchat.producer
{
    private int _next;

    /// <summary>Called by each <c>more</c>, before it answers.</summary>
    public Action OnMore { get; init; } = () => { };

    /// <summary>How often <c>more</c> was called.</summary>
    public int Calls { get; private set; }

    public byte[] more()
    {
        Calls++;
        OnMore();
        return _next < pieces.Length ? Encoding.Latin1.GetBytes(pieces[_next++]) : null!;
    }
}
