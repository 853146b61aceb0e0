using System.Net.Sockets;
using System.Text;

using AsyncoreNet.Async;
using AsyncoreNet.Tests;

using HttpServer;

using Await = HttpServer.Await;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>
/// A test with the server's handlers, of one style, on its own loop, and clients of plain sockets. The server's clock stands
/// still until the test moves it. No exception may reach <c>handle_error</c>, leave an awaited handler, or reach the loop.
/// </summary>
public abstract class ServerTest : LoopTest
{
    private readonly string _style;
    private readonly ManualTimeProvider _time;
    private readonly Clock _clock;
    private readonly List<Socket> _clients = [];
    private readonly Dictionary<StreamFamily, (Address Address, AsyncServer Server)> _servers = []; // in the style await
    private readonly List<Exception> _errors = [];
    private readonly List<Exception> _unhandled = [];

    protected ServerTest(string style)
        : this(style, new ManualTimeProvider())
    {
    }

    private ServerTest(string style, ManualTimeProvider time)
        : base(clock: time)
    {
        _style = style;
        _time = time;
        _clock = new Clock(Loop);
        Loop.UnhandledException += (_, info) => _unhandled.Add(info.Exception);
    }

    private protected Limits Limits { get; set; } = new();

    /// <summary>The server's side of the newest connection.</summary>
    private protected Dispatcher Handler { get; private set; } = null!;

    /// <summary>
    /// Connects a client, whose socket does not wait. On a Unix socket, what was sent is there for the next pass; on TCP nearly
    /// always.
    /// </summary>
    private protected Socket Connect(StreamFamily family = StreamFamily.Unix)
    {
        Socket client = _style == Styles.Compat ? ConnectToWitness(family) : ConnectToServer(family);
        client.Blocking = false;
        _clients.Add(client);
        return client;
    }

    /// <summary>Connects a client to a handler whose calls of its socket the test can count.</summary>
    private protected (FaultySocket Server, Socket Client) ConnectCounted()
    {
        using var address = new Address(StreamFamily.Unix);
        (ChannelSocket near, Socket far) = address.Connect();
        var counted = new FaultySocket(near);
        if (_style == Styles.Compat)
        {
            Handler = new Witness(counted, Limits, _clock, Map, _errors);
        }
        else
        {
            Loop.Post(() => _ = ServeAsync(new AsyncConnection(counted, Map), CancellationToken.None));
            Pass();
        }

        far.Blocking = false;
        _clients.Add(far);
        return (counted, far);
    }

    /// <summary>
    /// A whole dialogue: sends the input in pieces of these sizes and the rest in one, then its end; returns all that comes until
    /// the server's end.
    /// </summary>
    private protected byte[] Exchange(string input, params IEnumerable<int> pieces) =>
        Exchange(Encoding.Latin1.GetBytes(input), pieces);

    /// <inheritdoc cref="Exchange(string, IEnumerable{int})"/>
    private protected byte[] Exchange(byte[] input, params IEnumerable<int> pieces)
    {
        using Socket client = Connect();
        var output = new MemoryStream();
        int position = 0;
        foreach (int piece in pieces)
        {
            Send(client, input.AsSpan(position, Math.Min(piece, input.Length - position)), output);
            position += Math.Min(piece, input.Length - position);
        }

        Send(client, input.AsSpan(position), output);
        End(client);
        ReceiveAll(client, output);
        return output.ToArray();
    }

    /// <summary>
    /// Sends all of it, pass by pass, and receives meanwhile. What a server that has closed does not take is dropped.
    /// </summary>
    private protected void Send(Socket client, ReadOnlySpan<byte> data, MemoryStream output)
    {
        for (int passes = 0; data.Length > 0; passes++)
        {
            int sent = client.Send(data, SocketFlags.None, out SocketError error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                return;
            }

            Assert.True(sent > 0 || passes < 100_000, "The server takes no more.");
            data = data[sent..];
            Pass();
            Receive(client, output);
        }
    }

    /// <summary>Sends text, which the kernel must have room for.</summary>
    private protected void Send(Socket client, string text)
    {
        Assert.Equal(text.Length, client.Send(Encoding.Latin1.GetBytes(text)));
        Pass();
    }

    /// <summary>Receives until so many answers are there, and returns them.</summary>
    private protected IReadOnlyList<Answer> ReceiveAnswers(Socket client, int count)
    {
        var output = new MemoryStream();
        RunUntil(() =>
        {
            Receive(client, output);
            return CountEnds(output.ToArray()) >= count;
        });
        return Answer.ReadAll(output.ToArray());
    }

    /// <summary>Receives until the server's end.</summary>
    private protected byte[] ReceiveAll(Socket client, MemoryStream? output = null)
    {
        output ??= new MemoryStream();
        RunUntil(() => !Receive(client, output), "the server ends the connection");
        return output.ToArray();
    }

    /// <summary>Receives what is there. Returns whether there may be more one day.</summary>
    private protected static bool Receive(Socket client, MemoryStream output)
    {
        byte[] buffer = new byte[65536];
        while (true)
        {
            int count = client.Receive(buffer, SocketFlags.None, out SocketError error);
            if (count == 0)
            {
                return error == SocketError.WouldBlock;
            }

            output.Write(buffer, 0, count);
        }
    }

    /// <summary>The client has said all it has to say.</summary>
    private protected static void End(Socket client)
    {
        try
        {
            client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server was quicker to close.
        }
    }

    /// <summary>Moves the server's clock, second by second.</summary>
    private protected void PassSeconds(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Pass(2); // one in which the timer fires, one for what it has caused
        }
    }

    private protected void AssertNoErrors()
    {
        Assert.Empty(_errors);
        Assert.Empty(_unhandled);
        Assert.Empty(Log.Problems);
    }

    /// <summary>The newest connection ends, and leaves no channel and no task behind.</summary>
    private protected void AssertEnds()
    {
        RunUntil(() => Handler.IsClosed && _servers.Values.All(one => one.Server.ConnectionCount == 0));
        Assert.Equal(_servers.Count, Map.Count);
        AssertNoErrors();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _clients.ForEach(client => client.Dispose());
            base.Dispose(disposing);
            _servers.Values.ToList().ForEach(one => one.Address.Dispose());
            AssertNoErrors();
        }
    }

    private Socket ConnectToWitness(StreamFamily family)
    {
        using var address = new Address(family);
        (ChannelSocket near, Socket far) = address.Connect();
        Handler = new Witness(near, Limits, _clock, Map, _errors);
        return far;
    }

    private Socket ConnectToServer(StreamFamily family)
    {
        if (!_servers.TryGetValue(family, out (Address Address, AsyncServer Server) one))
        {
            var address = new Address(family);
            one = (address, AsyncServer.Start(address.EndPoint, ServeAsync, new AsyncServerOptions { Map = Map }));
            _servers.Add(family, one);
        }

        Dispatcher before = Handler;
        Socket client = one.Address.CreateSocket();
        client.Connect(one.Server.LocalEndPoint);
        RunUntil(() => Handler != before);
        return client;
    }

    private Task ServeAsync(AsyncConnection connection, CancellationToken stopping)
    {
        Handler = connection.Channel;
        return new Await.RequestHandler(new AsyncChat(connection), Limits, _clock).ServeAsync(stopping);
    }

    /// <summary>Answers without bodies, or with bodies that have no empty line.</summary>
    private static int CountEnds(byte[] output)
    {
        int count = 0;
        for (int i = 0; (i = output.AsSpan().IndexOf("\r\n\r\n"u8)) >= 0; count++)
        {
            output = output[(i + 4)..];
        }

        return count;
    }
}
