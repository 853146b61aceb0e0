using System.Text.RegularExpressions;

namespace AsyncoreNet.Compat.Tests;

/// <summary>The tests that the documents name exist, in the file of their class.</summary>
public sealed class DocumentationTests
{
    private static readonly string s_root = FindRoot();

    /// <summary>Every <c>Class.Method</c> in the last column of <c>docs/divergences.md</c>.</summary>
    [Fact]
    public void Divergences_EachRow_NamesATestThatExists()
    {
        string[][] rows = Rows(File.ReadLines(Path.Combine(s_root, "docs", "divergences.md")));
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            string[] tests = Quoted(row[^1]);
            Assert.NotEmpty(tests);
            Assert.All(tests, test => AssertExists(test.Split('.')[0], test.Split('.')[1]));
        });
    }

    [Theory]
    [InlineData("## CPython", 47)]
    [InlineData("## waitress", 44)]
    public void Testing_MirroredTests_AreAsManyAsItSays_AndExist(string section, int count)
    {
        IEnumerable<string> lines = File.ReadLines(Path.Combine(s_root, "docs", "testing.md"))
            .SkipWhile(line => line != section).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));

        string[][] rows = Rows(lines);

        Assert.Equal(count, rows.Sum(row => int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(count, rows.Sum(row => Quoted(row[2]).Distinct().Count()));
        Assert.All(rows, row => Assert.All(Quoted(row[2]), test => AssertExists(Assert.Single(Quoted(row[0])), test)));
    }

    /// <summary>The cells of each row of the tables, without the heads.</summary>
    private static string[][] Rows(IEnumerable<string> lines)
    {
        List<string[]> rows = [.. lines.Where(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|'))];
        for (int i = rows.Count - 1; i > 0; i--)
        {
            if (rows[i][0].StartsWith("---", StringComparison.Ordinal))
            {
                rows.RemoveRange(i - 1, 2);
            }
        }

        return [.. rows];
    }

    private static string[] Quoted(string cell) => [.. Regex.Matches(cell, "`([^`]+)`").Select(m => m.Groups[1].Value)];

    private static void AssertExists(string type, string method)
    {
        string[] files = Directory.GetFiles(Path.Combine(s_root, "tests"), $"{type}.cs", SearchOption.AllDirectories);
        string pattern = $@"\bpublic (static |async )?(void|Task) {Regex.Escape(method)}\(";
        Assert.True(files.Any(file => Regex.IsMatch(File.ReadAllText(file), pattern)), $"There is no test {type}.{method}.");
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "AsyncoreNet.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run outside the repository, without its documents.");
    }
}
