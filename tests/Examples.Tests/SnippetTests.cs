using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncoreNet.Examples.Tests;

/// <summary>Every C# snippet of the documents compiles as the Program.cs of a new project that has the libraries.</summary>
public sealed class SnippetTests
{
    // The usings that the SDK adds to a new project.
    private static readonly SyntaxTree ImplicitUsings = CSharpSyntaxTree.ParseText("""
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    public static TheoryData<string, int> Snippets
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string document in Documents())
            {
                foreach ((int line, _) in SnippetsOf(document))
                {
                    data.Add(Path.GetRelativePath(BuildOutput.Repository, document), line);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Snippet_Compiles(string document, int line)
    {
        string code = SnippetsOf(Path.Combine(BuildOutput.Repository, document)).Single(s => s.Line == line).Code;

        Assert.Empty(Errors(code).Select(
            error => $"{document}:{line + 1 + error.Location.GetLineSpan().StartLinePosition.Line}: {error.GetMessage()}"));
    }

    [Theory]
    [InlineData("var loop = new AsyncoreNet.Loop(); loop.Run(TimeSpan.Zero);")]
    [InlineData("class C : AsyncoreNet.Dispatcher { protected override void HandleNothing() { } }")]
    [InlineData("int i = 1")]
    public void BrokenSnippet_IsFound(string code) => Assert.NotEmpty(Errors(code));

    [Fact]
    public void Readme_ShowsBothStyles()
    {
        string[] snippets = [.. SnippetsOf(Path.Combine(BuildOutput.Repository, "README.md")).Select(s => s.Code)];

        Assert.Contains(snippets, s => s.Contains("BufferedDispatcher", StringComparison.Ordinal));
        Assert.Contains(snippets, s => s.Contains("asyncore.loop()", StringComparison.Ordinal));
    }

    private static string[] Documents() =>
    [
        .. Directory.GetFiles(BuildOutput.Repository, "*.md"),
        .. DocumentsBelow("docs"),
        .. DocumentsBelow("examples"),
    ];

    private static string[] DocumentsBelow(string folder) =>
        Directory.GetFiles(Path.Combine(BuildOutput.Repository, folder), "*.md", SearchOption.AllDirectories);

    private static IEnumerable<(int Line, string Code)> SnippetsOf(string document)
    {
        string[] lines = File.ReadAllLines(document);
        for (int start = 0; start < lines.Length; start++)
        {
            if (lines[start].Trim() is not ("```csharp" or "```cs" or "```c#"))
            {
                continue;
            }

            int end = Array.FindIndex(lines, start + 1, l => l.Trim() == "```");
            Assert.True(end > start, $"{document}:{start + 1}: the snippet has no end.");
            yield return (start + 1, string.Join('\n', lines[(start + 1)..end]));
            start = end;
        }
    }

    private static IEnumerable<Diagnostic> Errors(string code)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(code);
        bool isProgram = tree.GetCompilationUnitRoot().Members.Any(m => m is GlobalStatementSyntax);
        var options = new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            allowUnsafe: true);
        return CSharpCompilation.Create("Snippet", [ImplicitUsings, tree], References, options)
            .GetDiagnostics()
            .Where(d => d.Severity == DiagnosticSeverity.Error);
    }
}
