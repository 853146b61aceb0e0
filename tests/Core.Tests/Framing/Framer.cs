namespace AsyncoreNet.Tests;

/// <summary>
/// Cuts text into messages and keeps a record of what comes out. With each message that ends, the next of the endings is set;
/// after the last, the first again. Null among them leaves what was set.
/// </summary>
internal abstract class Framer(IReadOnlyList<MessageEnding?> endings)
{
    public const string End = "$";

    private readonly List<string> _parts = []; // of the message that is not complete

    /// <summary>The parts, as they came, and <see cref="End"/>.</summary>
    public List<string> Record { get; } = [];

    /// <summary>The messages that are complete.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>All of the message that is not complete.</summary>
    public string Unfinished => string.Concat(_parts) + Held;

    /// <summary>Bytes of terminators that were found.</summary>
    public int TerminatorBytes { get; private set; }

    /// <summary>What was received and not given out.</summary>
    public abstract string Held { get; }

    /// <summary>What the message that is not complete will end with.</summary>
    protected MessageEnding Ending { get; private set; } = new();

    /// <summary>Gives it input. Each piece is passed at once, as one receive would bring it.</summary>
    public void Feed(IEnumerable<string> pieces)
    {
        foreach (string piece in pieces)
        {
            Feed(piece);
        }
    }

    public abstract void Feed(string piece);

    public void Set(MessageEnding ending)
    {
        Ending = ending;
        Apply(ending);
    }

    protected abstract void Apply(MessageEnding ending);

    protected void Collect(string part)
    {
        Assert.NotEmpty(part);
        Record.Add(part);
        _parts.Add(part);
    }

    protected void Found()
    {
        Record.Add(End);
        Messages.Add(string.Concat(_parts));
        _parts.Clear();
        TerminatorBytes += Ending.Terminator.Length;
        if (endings[Messages.Count % endings.Count] is { } next)
        {
            Set(next);
        }
        else if (Ending.Count > 0)
        {
            Ending = new MessageEnding(); // a count is for one message
        }
    }
}
