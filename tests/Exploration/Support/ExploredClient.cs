using System.Net.Sockets;

using AsyncoreNet.Async;
using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration;

/// <summary>
/// A client of an explored world. It knows what the server has to answer to what it has said, and looks at every byte that comes.
/// </summary>
internal sealed class ExploredClient(ExploredWorld world, int number, SimulatedHost host, SimulationRandom random)
{
    private static readonly Conduct[] Conducts =
    [
        Conduct.Orderly, Conduct.Orderly, Conduct.Orderly, Conduct.Orderly, Conduct.ClosesWithTheAnswer,
        Conduct.ClosesWithTheAnswer, Conduct.EndsEarly, Conduct.Closes, Conduct.Aborts, Conduct.Vanishes,
    ];

    private readonly bool _pauses = random.Chance(0.5);
    private readonly TimeSpan _longestPause =
        ExploredWorld.DrawTime(random, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30));
    private readonly byte[] _buffer = new byte[random.Chance(0.5) ? 4_096 : ExploredWorld.DrawSize(random, 1, 512)];
    private AsyncConnection? _connection;
    private TimeSpan _connectedAt;
    private LoopTimer? _leaving; // by the clock, or of one whose output nobody takes
    private int _sent;
    private int _received;
    private bool _hasLeft; // by its own will: whatever the connection says now

    /// <summary>The world it lives in.</summary>
    public ExploredWorld World => world;

    /// <summary>Its number in the world, from 1.</summary>
    public int Number => number;

    /// <summary>Its machine.</summary>
    public SimulatedHost Host => host;

    /// <summary>Chance that is its own.</summary>
    public SimulationRandom Random => random;

    /// <summary>How it takes its leave this time.</summary>
    public Conduct Conduct { get; private set; }

    /// <summary>Bytes that it has begun to send on this connection.</summary>
    public int Sent => _sent;

    /// <summary>Bytes that have come on it.</summary>
    public int Received => _received;

    /// <summary>Time since the connection stands.</summary>
    public TimeSpan ConnectedFor => host.Loop.Time - _connectedAt;

    /// <summary>Comes once or more often, each time with a connection of its own.</summary>
    public async Task RunAsync(Func<ExploredClient, Task> talk)
    {
        for (int visits = random.Chance(0.7) ? 1 : random.Next(2, 4); visits > 0; visits--)
        {
            Conduct = random.Pick<Conduct>(Conducts);
            await PauseAsync();
            await talk(this);
        }
    }

    /// <summary>Text that says who has sent it and where it stands, and that no other client sends.</summary>
    public byte[] CreateMessage(int message, int length)
    {
        byte[] data = new byte[length];
        byte[] head = System.Text.Encoding.ASCII.GetBytes($"[client {number}, message {message}]");
        for (int i = 0; i < length; i++)
        {
            data[i] = i < head.Length ? head[i] : (byte)random.Next(0, 256);
        }

        return data;
    }

    /// <summary>
    /// A whole conversation: says <paramref name="input"/> and checks that what comes back is the beginning of the answer to it;
    /// and that it is all of the answer to what was said, if the server ends the connection in order.
    /// </summary>
    /// <param name="input">What to say.</param>
    /// <param name="answer">
    /// What the server answers to an input that ends there. A longer input never has another beginning of an answer.
    /// </param>
    /// <param name="mayBreak">Whether the server may break off now, where the network alone would give it no reason.</param>
    public async Task ConverseAsync(byte[] input, Func<ReadOnlyMemory<byte>, byte[]> answer, Func<bool>? mayBreak = null)
    {
        (_sent, _received, _hasLeft) = (0, 0, false);
        world.Simulation.Note($"client {number} comes ({Conduct}), to say {input.Length} bytes");
        if (await TryConnectAsync() is not { } connected)
        {
            return;
        }

        bool isCutShort = Conduct is Conduct.Closes or Conduct.Aborts or Conduct.Vanishes;
        bool leavesByClock = isCutShort && random.Chance(0.5);
        byte[] expected = answer(input);
        int end = Conduct == Conduct.EndsEarly || (isCutShort && !leavesByClock)
            ? random.Next(0, input.Length + 1)
            : input.Length;
        _leaving = leavesByClock
            ? host.Loop.CallLater(ExploredWorld.DrawTime(random, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)), Leave)
            : null;
        try
        {
            await using AsyncConnection connection = connected;
            Exception?[] failures = await Task.WhenAll(
                Catch(SendAsync(input.AsMemory(0, end), expected.Length, leaves: isCutShort && !leavesByClock)),
                Catch(ReceiveAsync(input, expected, answer)));
            if (!_hasLeft && failures.FirstOrDefault(f => f is not null) is { } failure)
            {
                ExploredWorld.Require(
                    world.MayBreak || mayBreak?.Invoke() == true,
                    $"client {number} ({Conduct}) keeps its connection: nothing in this world breaks one ({failure.Message})");
            }
        }
        finally
        {
            _leaving?.Cancel();
        }
    }

    /// <summary>Waits no longer for what may never come.</summary>
    public void GiveUp()
    {
        _hasLeft = true;
        _connection?.Abort();
    }

    /// <summary>Waits for as long as this client likes to; every now and then that is for long.</summary>
    public Task PauseAsync() => _pauses && random.Chance(0.2)
        ? Task.Delay(_longestPause * random.NextDouble(), host.Loop.TimeProvider)
        : Task.CompletedTask;

    /// <summary>Connects. Null if that fails, as it may in this world.</summary>
    public async Task<AsyncConnection?> TryConnectAsync()
    {
        try
        {
            _connection = await AsyncConnection.ConnectAsync(world.Address);
            _connectedAt = host.Loop.Time;
            return _connection;
        }
        catch (SocketException failure)
        {
            ExploredWorld.Require(world.MayFailToConnect, $"a connect succeeds where nothing hinders it ({failure.Message})");
            return null;
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> input, int expected, bool leaves)
    {
        while (_sent < input.Length)
        {
            await PauseAsync();
            ReadOnlyMemory<byte> piece = input.Slice(_sent, ExploredWorld.DrawSize(random, 1, input.Length - _sent));
            _sent += piece.Length;
            await _connection!.WriteAsync(piece);
        }

        if (leaves)
        {
            Leave();
        }
        else if (Conduct is Conduct.Orderly or Conduct.EndsEarly)
        {
            await _connection!.CompleteOutputAsync();
        }
        else if (Conduct == Conduct.ClosesWithTheAnswer && _received == expected)
        {
            Close(); // it needed no answer to the last of it
        }
    }

    private async Task ReceiveAsync(byte[] input, byte[] expected, Func<ReadOnlyMemory<byte>, byte[]> answer)
    {
        while (Conduct != Conduct.ClosesWithTheAnswer || _received < expected.Length || _sent < input.Length)
        {
            await PauseAsync();
            int count = await _connection!.ReadAsync(_buffer);
            if (count == 0)
            {
                RequireWhole(answer(input.AsMemory(0, _sent)).Length);
                return;
            }

            ExploredWorld.Require(
                _received + count <= expected.Length && _buffer.AsSpan(0, count).SequenceEqual(expected.AsSpan(_received, count)),
                $"client {number} gets what it is to get, from byte {_received} of {expected.Length} on, and not "
                + System.Text.Encoding.Latin1.GetString(_buffer.AsSpan(0, count)));
            _received += count;
        }

        Close();
    }

    private void RequireWhole(int expected) => ExploredWorld.Require(
        world.IsStopping || _received == expected,
        $"what client {number} ({Conduct}) was given to its orderly end is whole: "
        + $"{_received} of {expected} bytes after {_sent} were sent");

    /// <summary>
    /// Closes, which waits for what is still to be sent. But a server that cannot get rid of its answers may read no more, and
    /// who closes reads none of them: after a while that has to end.
    /// </summary>
    private void Close()
    {
        _hasLeft = true;
        _connection!.Close();
        _leaving?.Cancel();
        _leaving = host.Loop.CallLater(TimeSpan.FromMinutes(1), _connection.Abort);
    }

    private void Leave()
    {
        _hasLeft = true;
        switch (Conduct)
        {
            case Conduct.Closes:
                Close();
                break;
            case Conduct.Vanishes:
                world.Partition(host, TimeSpan.FromSeconds(random.Next(930, 3_600)));
                _connection!.Abort();
                break;
            default:
                _connection!.Abort();
                break;
        }
    }

    /// <summary>What ended one direction, if anything did; a broken promise ends both, and is thrown.</summary>
    private async Task<Exception?> Catch(Task direction)
    {
        try
        {
            await direction;
            return null;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return failure;
        }
        catch (BrokenPromiseException)
        {
            _connection!.Abort();
            throw;
        }
    }
}
