namespace Smtp.Tests;

/// <summary>The folder that keeps messages.</summary>
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
}
