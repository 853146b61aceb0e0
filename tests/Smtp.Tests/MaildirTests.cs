using System.Net;
using System.Text;

using AsyncoreNet.Compat.Tests;

namespace Smtp.Tests;

/// <summary>The Maildir, and the server that fills it.</summary>
[Collection(ProcessWide.Name)]
public sealed class MaildirTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("maildir").FullName;

    private string Tmp => Path.Combine(_path, "tmp");

    private string New => Path.Combine(_path, "new");

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void Deliver_WritesTheBytes_UnderANameOfTheirOwn()
    {
        var maildir = new Maildir(_path);
        var random = new Random(1);
        var kept = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (int i = 0; i < 100; i++)
        {
            byte[] message = new byte[random.Next(0, 5000)];
            random.NextBytes(message);
            kept.Add(maildir.Deliver(message), message);
        }

        Assert.Equal(kept.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(New).Order(StringComparer.Ordinal));
        Assert.All(kept, pair => Assert.Equal(pair.Value, File.ReadAllBytes(pair.Key)));
        Assert.Empty(Directory.GetFileSystemEntries(Tmp));
        Assert.True(Directory.Exists(Path.Combine(_path, "cur")));
    }

    [Fact]
    public void Maildir_ThatIsThere_KeepsWhatItHas()
    {
        string first = new Maildir(_path).Deliver("first"u8);
        string second = new Maildir(_path).Deliver("second"u8);

        Assert.NotEqual(first, second);
        Assert.Equal("first", File.ReadAllText(first));
        Assert.Equal("second", File.ReadAllText(second));
    }

    [Fact]
    public void Maildir_WhereAFileIs_CannotBeMade()
    {
        string file = Path.Combine(_path, "file");
        File.WriteAllText(file, "");
        Assert.ThrowsAny<IOException>(() => new Maildir(file));
    }

    [Fact]
    public void Ok_MeansThatTheFileIsThere()
    {
        using var loop = new TestLoop();
        using Peer peer = Connect(loop, out _);
        for (int i = 1; i <= 3; i++)
        {
            peer.Begin("to@example.com").Send($"Subject: {i}\r\n\r\n..\r\nbody\r\n.\r\n");
            Assert.Equal("250 OK", peer.Reply());
            Assert.Equal(i, Directory.GetFiles(New).Length); // no pass of the loop in between
        }

        Assert.Equal(
            ["Subject: 1\n\n.\nbody", "Subject: 2\n\n.\nbody", "Subject: 3\n\n.\nbody"],
            Directory.GetFiles(New).Select(File.ReadAllText).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AnyBytes_AreKept()
    {
        byte[] body = new byte[10_000];
        new Random(2).NextBytes(body);
        using var loop = new TestLoop();
        using Peer peer = Connect(loop, out _);

        peer.Begin("to@example.com");
        byte[] stuffed = Encoding.Latin1.GetBytes(
            Encoding.Latin1.GetString(body).Replace("\r\n.", "\r\n..", StringComparison.Ordinal));
        peer.Send([.. "x"u8, .. stuffed, .. "\r\n.\r\n"u8]);

        Assert.Equal("250 OK", peer.Reply());
        string expected = "x" + Encoding.Latin1.GetString(body).Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.Equal(Encoding.Latin1.GetBytes(expected), File.ReadAllBytes(Assert.Single(Directory.GetFiles(New))));
    }

    [Theory]
    [InlineData("new")] // it can be written, not moved
    [InlineData("tmp")] // it cannot be written
    public void FolderThatIsGone_Is451_AndNothingIsLeft_UntilItIsBack(string folder)
    {
        using var loop = new TestLoop();
        using Peer peer = Connect(loop, out List<string> log);
        string gone = Path.Combine(_path, folder);
        Directory.Delete(gone);

        peer.Begin("to@example.com").Send("lost\r\n.\r\n");
        Assert.Equal("451 Error: the message could not be kept, try again later", peer.Reply());
        Assert.Contains(New, Assert.Single(log), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_path, "*", SearchOption.AllDirectories));

        Directory.CreateDirectory(gone);
        peer.Begin("to@example.com").Send("kept\r\n.\r\n");
        Assert.Equal("250 OK", peer.Reply());
        Assert.Equal("kept", File.ReadAllText(Assert.Single(Directory.GetFiles(New))));
    }

    [Fact]
    public void ClientThatLeavesInTheMiddle_LeavesNoFile()
    {
        using var loop = new TestLoop();
        using Peer peer = Connect(loop, out _);
        peer.Begin("to@example.com").Send("half a mess");
        peer.Dispose();
        loop.PumpUntil(() => loop.Map.Count == 1, Order.Select, "The end of the channel");
        Assert.Empty(Directory.GetFiles(_path, "*", SearchOption.AllDirectories));
    }

    private Peer Connect(TestLoop loop, out List<string> log)
    {
        var server = new LoggingMaildirServer(new Maildir(_path), loop);
        log = server.Log;
        return new Peer(loop, server.socket!.LocalEndPoint!).Greet();
    }

    private sealed class LoggingMaildirServer(Maildir maildir, TestLoop loop)
        : MaildirServer(new IPEndPoint(IPAddress.Loopback, 0), maildir, map: loop.Map)
    {
        public List<string> Log { get; } = [];

        public override void log(string message) => Log.Add(message);
    }
}
