using AsyncoreNet.Examples.Tests;
using AsyncoreNet.Migrating.Tests;

namespace AsyncoreNet.Testing.Tests;

/// <summary>What docs/testing-your-program.md shows is what is tested here.</summary>
public sealed class DocumentTests
{
    [Theory]
    [InlineData("RetryingClient.cs")]
    [InlineData("ChatServer.cs")]
    public void Document_ShowsTheWholeFile(string file)
    {
        string text = File.ReadAllText(Path.Combine(BuildOutput.Repository, "tests", "Testing.Tests", "Guide", file));

        Assert.True(
            new Document("testing-your-program.md").CodeBlocks.Count(block => block == text) == 1,
            $"docs/testing-your-program.md does not show tests/Testing.Tests/Guide/{file} as it is. Put the file's text into its code block.");
    }
}
