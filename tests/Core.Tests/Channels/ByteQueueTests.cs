namespace AsyncoreNet.Tests;

/// <summary>First in, first out, and linear in bytes.</summary>
public sealed class ByteQueueTests
{
    [Fact]
    public void AppendAndAdvance_AtRandom_KeepTheOrder()
    {
        var random = new Random(10);
        var buffer = new ByteQueue();
        var expected = new Queue<byte>();
        byte next = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] piece = new byte[random.Next(200)];
            for (int j = 0; j < piece.Length; j++)
            {
                piece[j] = next;
                expected.Enqueue(next++);
            }

            buffer.Append(piece);
            int take = random.Next(Math.Min(buffer.Length, 300) + 1);
            foreach (byte b in buffer.Bytes[..take])
            {
                Assert.Equal(expected.Dequeue(), b);
            }

            buffer.Advance(take);
            Assert.Equal(expected.Count, buffer.Length);
        }
    }

    [Fact]
    public void Advance_ToTheEnd_LeavesNothing()
    {
        var buffer = new ByteQueue();
        buffer.Append("abc"u8);

        buffer.Advance(3);

        Assert.True(buffer.IsEmpty);
        Assert.Equal(0, buffer.Bytes.Length);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void Advance_OutOfRange_Throws(int count)
    {
        var buffer = new ByteQueue();
        buffer.Append("abc"u8);

        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(count));

        Assert.Equal(3, buffer.Length);
    }

    [Fact]
    public void Append_OwnBytes_CopiesThem()
    {
        var buffer = new ByteQueue();
        buffer.Append("abcdefgh"u8);
        for (int i = 0; i < 10; i++)
        {
            buffer.Append(buffer.Bytes.ToArray());
        }

        Assert.Equal(8 << 10, buffer.Length);
        Assert.True(buffer.Bytes.EndsWith("abcdefghabcdefgh"u8));
    }

    [Fact]
    public void Clear_DropsEverything()
    {
        var buffer = new ByteQueue();
        buffer.Append(new byte[100_000]);

        buffer.Clear();
        buffer.Clear();

        Assert.Equal(0, buffer.Length);
        buffer.Append("x"u8);
        Assert.Equal("x"u8.ToArray(), buffer.Bytes.ToArray());
    }
}
