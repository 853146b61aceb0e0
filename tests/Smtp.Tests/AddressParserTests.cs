using System.Text;

using AsyncoreNet.Examples.Tests;

namespace Smtp.Tests;

/// <summary>The parser of addresses against the one that CPython's <c>smtpd</c> uses.</summary>
public sealed class AddressParserTests
{
    // What addresses are made of, legal or not, and what breaks them.
    private static readonly string[] Pieces =
    [
        "<", ">", "<", ">", "@", "@", "@", "a", "b.c", "foo", "example.com", ".", "..", "\"", "\"a b\"", "\"\"", "\\", "\\\"",
        "(", ")",
        "(c)", "((c)d)", "(\\))", " ", " ", "\t", ",", ":", ";", "[", "]", "[192.0.2.1]", "[IPv6:::1]", "@r,@s:", " SIZE=10",
        "BODY=8BITMIME",
        "=", "é", "日本", "\u00a0", "\u000b", "'", "\n", "\r", "\0", "\u007f", "\u001c", "ﬀ",
    ];

    public static TheoryData<string, string, string> Known => new()
    {
        { "foo@example.com", "foo@example.com", "" },
        { "<foo@example.com>", "foo@example.com", "" },
        { "<>", "<>", "" },
        { "<> SIZE=1", "<>", " SIZE=1" },
        { "<foo@example.com> SIZE=10 BODY=8BITMIME", "foo@example.com", "SIZE=10 BODY=8BITMIME" },
        { "<foo@example.com>SIZE=10", "foo@example.com", "SIZE=10" },
        { "<foo@example.com", "foo@example.com", "" },
        { "\"Fred Blogs\"@example.com SIZE=1000", "\"Fred Blogs\"@example.com", "SIZE=1000" },
        { "\"Fred\"@example.com", "Fred@example.com", "" },
        { "\"a\\\"b\\\\c\"@example.com", "\"a\\\"b\\\\c\"@example.com", "" },
        { "<\"\"@example.com>", "\"\"@example.com", "" },
        { "foo . bar @ example . com", "foo.bar@example.com", "" },
        { "foo(comment (nested) \\) on)@example.com", "foo@example.com", "" },
        { "<@a.example,@b.example:foo@example.com>", "foo@example.com", "" },
        { "foo@[192.0.2.1]", "foo@[192.0.2.1]", "" },
        { "foo", "foo", "" },
        { "foo bar", "\"foo bar\"", "" },
        { "foo..bar@example.com", "foo..bar@example.com", "" },
        { "naïve@examplé", "naïve@examplé", "" },
        { "=?utf-8?q?a?=@example.com", "=?utf-8?q?a?=@example.com", "" }, // CPython has a@example.com
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Address_IsTakenApart(string text, string address, string rest)
    {
        Assert.True(AddressParser.TryParse(text, out string found, out string left));
        Assert.Equal((address, rest), (found, left));
    }

    [Theory]
    [InlineData("<")]
    [InlineData("<@>")]
    [InlineData("@example.com")]
    [InlineData("foo@")]
    [InlineData("foo@@example.com")]
    [InlineData("foo@a..b")]
    [InlineData("foo@[192.0.2.1")]
    [InlineData("foo@[a b]")]
    [InlineData("(only a comment)")]
    [InlineData("\"")]
    [InlineData("<:foo@example.com>")]
    [InlineData("<@a.example foo@example.com>")]
    public void NoAddress_IsFound(string text) => Assert.False(AddressParser.TryParse(text, out _, out _));

    [Fact]
    public void DeepComment_NeedsNoStack() =>
        Assert.True(AddressParser.TryParse(new string('(', 1_000_000) + new string(')', 1_000_000) + "a@b", out _, out _));

    [SkippableFact]
    public void AnyAddress_IsWhatCPythonTakesItFor()
    {
        string python = Interpreter.Require();
        var random = new Random(20240607);
        string[] texts = [.. Enumerable.Range(0, 40_000).Select(_ => Make(random)).Where(text => text.Length > 0)];
        using var process = ChildProcess.Start(python, [Interpreter.Script("addresses.py")]);

        process.Type(string.Concat(texts.Select(text => Convert.ToHexString(Encoding.UTF8.GetBytes(text)) + "\n")));

        Assert.True(process.WaitForExit() == 0, process.Error);
        string[] expected = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(texts.Length, expected.Length);
        string[] different =
        [
            .. texts.Zip(expected.Select(Decode), (text, theirs) => (text, theirs, ours: Ours(text)))
                .Where(t => t.theirs != t.ours)
                .Select(t => $"{PythonText.Repr(t.text)}: CPython has {t.theirs}, we have {t.ours}."),
        ];
        Assert.True(different.Length == 0, $"{different.Length} differ:\n{string.Join('\n', different.Take(5))}");
        Assert.InRange(expected.Count(line => line != "-"), texts.Length / 10, texts.Length * 9 / 10); // of both kinds
    }

    private static string Make(Random random)
    {
        var text = new StringBuilder();
        for (int count = random.Next(1, 9); count > 0; count--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }

        return PythonText.Strip(text.ToString());
    }

    private static string Ours(string text) =>
        AddressParser.TryParse(text, out string address, out string rest) ? Show(address, rest) : "-";

    private static string Decode(string line)
    {
        if (line == "-")
        {
            return line;
        }

        string[] parts = [.. line.Split(' ').Select(part => Encoding.UTF8.GetString(Convert.FromHexString(part)))];
        return Show(parts[0], parts[1]);
    }

    private static string Show(string address, string rest) => $"{PythonText.Repr(address)}, {PythonText.Repr(rest)}";
}
