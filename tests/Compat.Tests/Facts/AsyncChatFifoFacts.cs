using System.Globalization;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary><c>asynchat.simple_producer</c> and <c>asynchat.fifo</c>: facts 32 and 33.</summary>
public sealed class AsyncChatFifoFacts : ChatTest
{
    [Fact]
    public void Fact32_SimpleProducer_GivesPiecesOf512Bytes()
    {
        var producer = new asynchat.simple_producer(new byte[1025]);
        Assert.Equal([512, 512, 1, 0, 0], Enumerable.Range(0, 5).Select(_ => producer.more().Length));
    }

    [Fact]
    public void Fact32_SimpleProducer_HasWhatIsLeft_AndItsSize()
    {
        var producer = new asynchat.simple_producer("abcde"u8.ToArray(), buffer_size: 2);
        Assert.Equal("ab"u8, producer.more());
        Assert.Equal("cde"u8, producer.data);
        Assert.Equal(2, producer.buffer_size);
    }

    [Fact]
    public void Fact32_SimpleProducer_IsSentPieceByPiece()
    {
        Chat.push_with_producer(new asynchat.simple_producer("abcde"u8.ToArray(), buffer_size: 2));
        while (Fifo.Length > 0)
        {
            Chat.handle_write();
        }

        Assert.Equal(["ab", "cd", "e"], Sent);
    }

    [Fact]
    public void Fact33_Fifo_GivesInOrder_AndSaysWhenItIsEmpty()
    {
        var fifo = new asynchat.fifo();
        Assert.True(fifo.is_empty());
        Assert.Equal((0, null), fifo.pop());
        Assert.Throws<InvalidOperationException>(() => fifo.first());

        fifo.push("a");
        fifo.push(null);
        Assert.Equal(2, fifo.Count);
        Assert.False(fifo.is_empty());
        Assert.Equal("a", fifo.first());
        Assert.Equal((1, "a"), fifo.pop());
        Assert.Equal((1, null), fifo.pop());
        Assert.True(fifo.is_empty());
    }

    [Fact]
    public void Fact33_Fifo_OfAList_IsACopyOfIt()
    {
        var list = new List<object?> { 1, 2 };
        var fifo = new asynchat.fifo(list);
        list.Clear();
        Assert.Equal("1, 2", string.Create(CultureInfo.InvariantCulture, $"{fifo.pop().data}, {fifo.pop().data}"));
    }
}
