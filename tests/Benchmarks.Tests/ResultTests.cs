using Peers;
using Peers.Report;

namespace AsyncoreNet.Benchmarks.Tests;

/// <summary>Figures that are kept, held against limits, and written into a page.</summary>
public sealed class ResultTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peers-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1.03, 1.03, true)]
    [InlineData(1.0304, 1.03, true)] // as it is printed
    [InlineData(1.031, 1.03, false)]
    [InlineData(7, null, true)]
    public void Verdict_HoldsUpToItsLimit(double figure, double? limit, bool holds) =>
        Assert.Equal(holds, new Verdict("", "await", "C epoll", figure, null, limit).Holds);

    [Fact]
    public void Merge_NewFigures_TakeThePlaceOfTheirOwnAlone()
    {
        string folder = _folder.FullName;
        ResultFile.Merge(folder, Set(ResultOf("echo", 1), ResultOf("http", 2)));
        ResultSet merged = ResultFile.Merge(folder, Set(ResultOf("http", 3)));
        ResultSet? read = ResultFile.Read(folder);

        Assert.Equal(["echo", "http"], merged.Works.Select(work => work.Name));
        Assert.NotNull(read);
        Assert.Equal([1, 3], read.Works.Select(work => work.Rows[0].Figures["CPU µs"]));
        Assert.Equal(ServerKind.Own, read.Works[0].Rows[0].Kind);
    }

    [Fact]
    public void Read_NothingKept_IsNull() => Assert.Null(ResultFile.Read(_folder.FullName));

    [Fact]
    public void Page_HasAPartForEachMeasurement()
    {
        string folder = _folder.FullName;
        File.Copy(Path.Combine(Documents(), "performance.md"), Path.Combine(folder, "performance.md"));
        WorkResult[] works = [.. AllWorks.Create().Select(work => ResultOf(work.Name, 4.25))];

        PerformanceDocument.Write(folder, ResultFile.Merge(folder, Set(works)));

        string page = File.ReadAllText(Path.Combine(folder, "performance.md"));
        Assert.Equal(works.Length, page.Split("| **await** |").Length - 1);
        Assert.Contains("**misses**", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Measurements_HaveNamesOfTheirOwn()
    {
        string[] names = [.. AllWorks.Create().Select(work => work.Name)];

        Assert.Equal(names.Distinct(), names);
    }

    private static string Documents()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AsyncoreNet.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The solution is not above the tests.");
        }

        return Path.Combine(folder.FullName, "docs");
    }

    private static ResultSet Set(params WorkResult[] works) => new("a machine", new() { ["gcc"] = "gcc 12" }, works);

    private static WorkResult ResultOf(string name, double figure) => new(
        name,
        "A title",
        "a method",
        [new Column("CPU µs", 3)],
        [new Row("64 bytes", "await", ServerKind.Own, new() { ["CPU µs"] = figure })],
        [new Verdict("64 bytes", "await", "C epoll", 2, 2, 1.06)]);
}
