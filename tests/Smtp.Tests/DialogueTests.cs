using System.Net;
using System.Runtime.InteropServices;

using AsyncoreNet.Examples.Tests;

namespace Smtp.Tests;

/// <summary>
/// One long dialogue with CPython's <c>smtpd</c> and with our program: what both say must be equal, and what both print.
/// </summary>
public sealed class DialogueTests
{
    public static TheoryData<string, string> Options => new()
    {
        { "compat", "" },
        { "compat", "--max-message 1000" },
        { "compat", "--utf8" },
        { "compat", "--utf8 --max-message 1000" },
        { "await", "" },
        { "await", "--max-message 1000" },
        { "await", "--utf8" },
        { "await", "--utf8 --max-message 1000" },
    };

    [SkippableTheory]
    [MemberData(nameof(Options))]
    public void Dialogue_IsThatOfCPython(string style, string options)
    {
        string python = Interpreter.Require();
        (string[] expected, string[] printed) = Talk(CPython(python, options), python, "same");
        (string[] actual, string[] oursPrinted) = Talk(Ours(style, options), python, "same");

        AssertEqual(expected, actual);
        AssertEqual(printed, oursPrinted);
        Assert.True(expected.Length > 2000, $"Only {expected.Length} lines were compared.");
        Assert.All(
            expected.Zip(expected[1..]).Where(pair => pair.Second == "< '(closed)'"),
            pair => Assert.Equal("< '221 Bye'", pair.First)); // CPython has not dropped a connection
    }

    /// <summary>Each line in which the dialogues differ, CPython's first. The README of the program lists the same.</summary>
    [SkippableTheory]
    [MemberData(nameof(Style.Names), MemberType = typeof(Style))]
    public void WhereCPythonFails_OursAnswers(string style)
    {
        string python = Interpreter.Require();
        (string[] theirs, _) = Talk(CPython(python, "--max-message 1000"), python, "different");
        (string[] ours, _) = Talk(Ours(style, "--max-message 1000"), python, "different");

        Assert.Equal(theirs.Length, ours.Length);
        const string Syntax = "< '501 Syntax: MAIL FROM: <address> [SP <mail-parameters>]'";
        Assert.Equal(
            [
                ("< '(closed)'", "< '502 Could not VRFY @'"),
                ("< '(closed)'", "< '502 Could not VRFY <'"),
                ("< '(closed)'", "< '502 Could not VRFY a@'"),
                ("< '(closed)'", Syntax),
                ("< '(closed)'", Syntax),
                ("< '(closed)'", Syntax),
                ("< '(closed)'", Syntax),
                ("< '(closed)'", "< '500 Error: bad syntax'"),
                ("< '(closed)'", "< '500 Error: bad syntax'"),
                ("< '(closed)'", "< '500 Error: command \"?T?\" not recognized'"),
                ("< '250 OK'", "< '500 Error: bad syntax'"),
            ],
            theirs.Zip(ours).Where(pair => pair.First != pair.Second));
    }

    private static ChildProcess CPython(string python, string options) =>
        ChildProcess.Start(python, ["-u", Interpreter.Script("server.py"), .. Split(options)]);

    private static ChildProcess Ours(string style, string options) =>
        ChildProcess.Example("Smtp", ["--style", style, .. Split(options)]);

    private static string[] Split(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the script against a server. Returns what was said, and what the server has printed.</summary>
    private static (string[] Said, string[] Printed) Talk(ChildProcess server, string python, string section)
    {
        const string Listening = "listening on ";
        using (server)
        {
            int port = IPEndPoint.Parse(server.WaitForLine(Listening)[Listening.Length..]).Port;
            using var client = ChildProcess.Start(
                python, ["-W", "ignore", Interpreter.Script("dialogue.py"), $"{port}", section]);
            Assert.True(client.WaitForExit() == 0, client.AllOutput);
            server.Signal(PosixSignal.SIGTERM);
            server.WaitForExit();
            return (client.Output.Split('\n'), server.Output.Split('\n')[1..]);
        }
    }

    private static void AssertEqual(string[] expected, string[] actual)
    {
        int line = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(
            line == expected.Length && line == actual.Length,
            $"Line {line + 1} differs, after\n{string.Join('\n', expected[Math.Max(0, line - 3)..line])}\n"
            + $"CPython: {expected.ElementAtOrDefault(line)}\nours:    {actual.ElementAtOrDefault(line)}");
    }
}
