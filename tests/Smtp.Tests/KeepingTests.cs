using System.Text;

using AsyncoreNet.Compat.Tests;

namespace Smtp.Tests;

/// <summary>A server with a Maildir.</summary>
public abstract class KeepingTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("maildir").FullName;
    private readonly TestLoop _loop = new();
    private readonly Style _style;

    private protected KeepingTests(Style style) => _style = style;

    private string New => Path.Combine(_path, "new");

    public void Dispose()
    {
        _loop.Dispose();
        Directory.Delete(_path, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Ok_MeansThatTheFileIsThere()
    {
        using Peer peer = Connect(out _);
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
        using Peer peer = Connect(out _);

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
        using Peer peer = Connect(out List<string> log);
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
        using Peer peer = Connect(out _);
        peer.Begin("to@example.com").Send("half a mess");
        peer.Dispose();
        _loop.PumpUntil(() => _loop.Map.Count == 1, Order.Select, "The end of the channel");
        Assert.Empty(Directory.GetFiles(_path, "*", SearchOption.AllDirectories));
    }

    private Peer Connect(out List<string> log)
    {
        Served server = _style.Keep(_loop, new Maildir(_path));
        log = server.Log;
        return new Peer(_loop, server.Listening).Greet();
    }
}
