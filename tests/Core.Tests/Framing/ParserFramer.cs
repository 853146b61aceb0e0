using System.Text;

namespace AsyncoreNet.Tests;

/// <summary>A <see cref="MessageParser"/>, called as its contract says; what it promises of each call is checked.</summary>
internal sealed class ParserFramer : Framer
{
    private readonly MessageParser _parser = new();

    public ParserFramer(params IReadOnlyList<MessageEnding?> endings)
        : base(endings)
    {
        Set(endings[0] ?? new MessageEnding());
    }

    public override string Held => Encoding.Latin1.GetString(_parser.Held);

    public override void Feed(string piece)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(piece);
        ReadOnlySpan<byte> input = bytes;
        while (true)
        {
            MessagePart part = _parser.Next(input);
            Assert.InRange(part.Consumed, 0, input.Length);
            Assert.Equal(part.Held.Length + part.Data.Length, part.Length);
            input = input[part.Consumed..];
            switch (part.Kind)
            {
                case MessagePartKind.Data:
                    Collect(Encoding.Latin1.GetString(part.ToArray()));
                    break;
                case MessagePartKind.End:
                    Assert.Equal(0, part.Length);
                    Found();
                    break;
                default:
                    Assert.Equal(0, part.Length);
                    Assert.Equal(0, input.Length);
                    return;
            }
        }
    }

    protected override void Apply(MessageEnding ending) => ending.SetOn(_parser);
}
