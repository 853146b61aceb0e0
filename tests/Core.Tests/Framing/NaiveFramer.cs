namespace AsyncoreNet.Tests;

/// <summary>
/// What asynchat's <c>handle_read</c> does, in the plainest way: all that is not given out is kept and searched again, from its
/// beginning, with each piece.
/// </summary>
internal sealed class NaiveFramer : Framer
{
    private string _buffer = "";
    private string _terminator = "";
    private long _remaining;

    public NaiveFramer(params IReadOnlyList<MessageEnding?> endings)
        : base(endings)
    {
        Set(endings[0] ?? new MessageEnding());
    }

    public override string Held => _buffer;

    /// <summary>The longest beginning of the terminator, but not all of it, that a text ends with.</summary>
    public static string LongestBeginningAtEnd(string text, string terminator)
    {
        for (int length = terminator.Length - 1; length > 0; length--)
        {
            if (text.EndsWith(terminator[..length], StringComparison.Ordinal))
            {
                return terminator[..length];
            }
        }

        return "";
    }

    public override void Feed(string piece)
    {
        _buffer += piece;
        while (_buffer.Length > 0 && Step())
        {
        }
    }

    protected override void Apply(MessageEnding ending) => (_terminator, _remaining) = (ending.Terminator, ending.Count);

    private bool Step()
    {
        if (_terminator.Length > 0)
        {
            int index = _buffer.IndexOf(_terminator, StringComparison.Ordinal);
            if (index < 0)
            {
                Give(_buffer.Length - LongestBeginningAtEnd(_buffer, _terminator).Length);
                return false;
            }

            Give(index);
            _buffer = _buffer[_terminator.Length..];
            Found();
        }
        else if (_remaining > 0)
        {
            int length = (int)Math.Min(_remaining, _buffer.Length);
            _remaining -= length;
            Give(length);
            if (_remaining == 0)
            {
                Found();
            }
        }
        else
        {
            Give(_buffer.Length);
        }

        return true;
    }

    private void Give(int length)
    {
        if (length > 0)
        {
            string part = _buffer[..length];
            _buffer = _buffer[length..];
            Collect(part);
        }
    }
}
