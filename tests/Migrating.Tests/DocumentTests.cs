using AsyncoreNet.Examples.Tests;

namespace AsyncoreNet.Migrating.Tests;

/// <summary>What docs/migrating.md and docs/asyncio.md show and name is there.</summary>
public sealed class DocumentTests
{
    [Theory]
    [InlineData("migrating.md", "Stages/session.txt")]
    [InlineData("migrating.md", "Stages/chat.py")]
    [InlineData("migrating.md", "Stages/Compat.cs")]
    [InlineData("migrating.md", "Stages/Mixed.cs")]
    [InlineData("migrating.md", "Stages/Awaited.cs")]
    [InlineData("asyncio.md", "Asyncio/example.py")]
    [InlineData("asyncio.md", "Asyncio/Example.cs")]
    public void Document_ShowsTheWholeFile(string document, string file)
    {
        string text = File.ReadAllText(Path.Combine(BuildOutput.Repository, "tests", "Migrating.Tests", file));

        Assert.True(
            new Document(document).CodeBlocks.Count(block => block == text) == 1,
            $"docs/{document} does not show tests/Migrating.Tests/{file} as it is. Put the file's text into its code block.");
    }

    [Theory]
    [InlineData("migrating.md")]
    [InlineData("asyncio.md")]
    public void Document_LinksToWhatIsThere(string document)
    {
        var page = new Document(document);

        Assert.NotEmpty(page.LinkedFiles);
        Assert.All(page.LinkedFiles, path => Assert.True(Path.Exists(path), $"{document} links to {path}: nothing is there."));
        Assert.Empty(page.LinkedHeadings.Except(page.Headings));
    }

    /// <summary>In a table of two columns or more, the second says what there is here.</summary>
    [Theory]
    [InlineData("migrating.md", "What becomes what")]
    [InlineData("asyncio.md", null)]
    public void Document_NamesWhatExists(string document, string? section)
    {
        string[][] rows = [.. new Document(document).Rows(section)];

        Assert.NotEmpty(rows);
        Assert.Empty(rows.SelectMany(row => Document.Spans(row[1])).SelectMany(PublicNames.Unknown).Distinct());
    }

    [Theory]
    [InlineData("Loop.Post", true)]
    [InlineData("loop.TimeProvider", true)]
    [InlineData("new CancellationTokenSource(t, loop.TimeProvider)", true)]
    [InlineData("Dispatcher.Closed", true)]
    [InlineData("Loop.InvokeAsync", true)]
    [InlineData("Channel.CreateBounded<T>(n)", true)]
    [InlineData("asynchat.async_chat.push", true)]
    [InlineData("Loop.Past", false)]
    [InlineData("AsyncLoup", false)]
    [InlineData("Dispatcher.InvokeAsync", false)]
    [InlineData("Post", false)]
    public void Name_IsKnown(string span, bool isKnown) => Assert.Equal(isKnown, !PublicNames.Unknown(span).Any());
}
