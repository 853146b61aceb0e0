using System.Text.RegularExpressions;

using AsyncoreNet.Examples.Tests;

namespace AsyncoreNet.Migrating.Tests;

/// <summary>A page of docs/, as its tests look at it.</summary>
internal sealed class Document(string name)
{
    private readonly string[] _lines = File.ReadAllLines(Path.Combine(BuildOutput.Repository, "docs", name));

    /// <summary>The code blocks, each as it would be in a file.</summary>
    public IEnumerable<string> CodeBlocks
    {
        get
        {
            List<string>? block = null;
            foreach (string line in _lines)
            {
                bool isFence = line.StartsWith("```", StringComparison.Ordinal);
                if (isFence && block is not null)
                {
                    yield return string.Concat(block.Select(l => l + "\n"));
                    block = null;
                }
                else if (isFence)
                {
                    block = [];
                }
                else
                {
                    block?.Add(line);
                }
            }
        }
    }

    /// <summary>The files that the page links to.</summary>
    public IEnumerable<string> LinkedFiles => Regex.Matches(string.Join('\n', _lines), @"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
        .Select(m => Path.Combine(BuildOutput.Repository, "docs", m.Groups[1].Value));

    /// <summary>The links to headings of the page itself.</summary>
    public IEnumerable<string> LinkedHeadings =>
        Regex.Matches(string.Join('\n', _lines), @"\]\(#([^)]+)\)").Select(m => m.Groups[1].Value);

    /// <summary>The headings, as links have them.</summary>
    public IEnumerable<string> Headings => _lines.Where(line => line.StartsWith('#'))
        .Select(line => Regex.Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "[^a-z0-9 _-]", string.Empty))
        .Select(heading => heading.Replace(' ', '-'));

    /// <summary>The cells of each row of the tables, without the heads, of the whole page or below one heading.</summary>
    public IEnumerable<string[]> Rows(string? heading = null)
    {
        bool isIn = heading is null;
        for (int i = 0; i < _lines.Length; i++)
        {
            if (heading is not null && _lines[i].StartsWith('#'))
            {
                isIn = _lines[i].TrimStart('#').Trim() == heading;
            }

            if (isIn && _lines[i].StartsWith('|') && !IsRule(i) && !IsRule(i + 1))
            {
                yield return [.. _lines[i].Trim('|').Split('|').Select(cell => cell.Trim())];
            }
        }
    }

    /// <summary>What stands in backticks.</summary>
    public static IEnumerable<string> Spans(string cell) => Regex.Matches(cell, "`([^`]+)`").Select(m => m.Groups[1].Value);

    private bool IsRule(int i) => i < _lines.Length && _lines[i].StartsWith("|---", StringComparison.Ordinal);
}
