using AsyncoreNet.Compat;

namespace AsyncoreNet.Async.Tests;

/// <summary>A thousand channels of both kinds in one map, which talk to each other at random.</summary>
public class RandomMixingTests : AsyncTest
{
    private const int Pairs = 500;
    private const int Messages = 20; // each side sends so many

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AThousandChannelsOfBothKinds_UnderstandEachOther(int seed)
    {
        var random = new Random(seed);
        List<Talker> talkers = [];
        Run(async () =>
        {
            List<Task> tasks = [];
            for (int i = 0; i < Pairs; i++)
            {
                (ChannelSocket near, ChannelSocket far) = Network.ConnectPair();
                Talker one = new(random.Next()), two = new(random.Next());
                talkers.AddRange([one, two]);
                tasks.Add(TalkAsync(near, one, random.Next(3)));
                tasks.Add(TalkAsync(far, two, random.Next(3)));
            }

            Assert.Equal(2 * Pairs, Map.Count);
            await Task.WhenAll(tasks);
        });

        for (int i = 0; i < talkers.Count; i += 2)
        {
            Assert.Equal((Messages, talkers[i].Sent), (talkers[i + 1].Count, talkers[i + 1].Received));
            Assert.Equal((Messages, talkers[i + 1].Sent), (talkers[i].Count, talkers[i].Received));
        }

        Assert.Empty(Map);
        Assert.Equal(0, Loop.GetSnapshot().Timers);
    }

    private Task TalkAsync(ChannelSocket socket, Talker talker, int kind)
    {
        if (kind == 0)
        {
            return new LegacyTalker(socket, Map, talker).Ended.Task;
        }

        var connection = new AsyncConnection(socket, Map);
        return kind == 1 ? ChatAsync(new AsyncChat(connection), talker) : ReadAndWriteAsync(connection, talker);
    }

    private static async Task ChatAsync(AsyncChat chat, Talker talker)
    {
        chat.Push(talker.Next());
        await foreach (ReadOnlyMemory<byte> message in chat.Messages("\n"u8))
        {
            talker.Take(message.Span);
            if (talker.HasMore)
            {
                chat.Push(talker.Next());
            }

            if (talker.IsOver)
            {
                break;
            }
        }

        await chat.DisposeAsync();
    }

    private static async Task ReadAndWriteAsync(AsyncConnection connection, Talker talker)
    {
        Task writing = WriteAsync();
        while (talker.Count < Messages)
        {
            talker.Take((await connection.ReadUntilAsync("\n"u8.ToArray())).Span[..^1]);
        }

        await writing;
        await connection.DisposeAsync();

        async Task WriteAsync()
        {
            while (talker.HasMore)
            {
                await connection.WriteAsync(talker.Next());
                await Task.Yield();
            }
        }
    }

    /// <summary>Makes messages, and sums up what was sent and received.</summary>
    private sealed class Talker(int seed)
    {
        private readonly Random _random = new(seed);
        private int _made;

        public long Sent { get; private set; }

        public long Received { get; private set; }

        public int Count { get; private set; }

        public bool HasMore => _made < Messages;

        public bool IsOver => !HasMore && Count == Messages;

        public byte[] Next()
        {
            _made++;
            byte[] message = new byte[_random.Next(20) == 0 ? _random.Next(1, 40_000) : _random.Next(1, 200)];
            for (int i = 0; i < message.Length - 1; i++)
            {
                message[i] = (byte)_random.Next('a', 'z');
            }

            message[^1] = (byte)'\n';
            Sent = Sum(Sent, message.AsSpan(0, message.Length - 1));
            return message;
        }

        public void Take(ReadOnlySpan<byte> message)
        {
            Count++;
            Received = Sum(Received, message);
        }

        private static long Sum(long sum, ReadOnlySpan<byte> message)
        {
            foreach (byte value in message)
            {
                sum = unchecked((sum * 31) + value);
            }

            return unchecked((sum * 31) + '\n');
        }
    }

    private sealed class LegacyTalker : asynchat.async_chat
    {
        private readonly Talker _talker;

        public LegacyTalker(ChannelSocket socket, ChannelMap map, Talker talker)
            : base(socket, map)
        {
            _talker = talker;
            set_terminator("\n"u8);
            push(talker.Next());
        }

        public TaskCompletionSource Ended { get; } = new();

        public override void collect_incoming_data(byte[] data) => _collect_incoming_data(data);

        public override void found_terminator()
        {
            _talker.Take(_get_data());
            if (_talker.HasMore)
            {
                push(_talker.Next());
            }

            if (_talker.IsOver)
            {
                close_when_done();
            }
        }

        public override void handle_close()
        {
            close();
            Ended.TrySetResult();
        }
    }
}
