using Xunit;
using Xunit.Abstractions;

namespace AsyncoreNet.Conformance;

/// <summary>
/// Chats at random: each drawn case under CPython's asynchat and under Compat, in both orders, on every poller and on the
/// simulated network.
/// </summary>
[Collection("console")]
public class DrawnTests(ITestOutputHelper output)
{
    private const int Shown = 3;

    private static readonly string[] Input = ["collect ", "found ", "handle_error "];
    private static readonly string[] Output = ["more ", "handle_close"];
    private static readonly string[] Rest = ["received ", "!!", "unhandled "];

    [SkippableTheory]
    [InlineData("select", Ground.Epoll)]
    [InlineData("select", Ground.Poll)]
    [InlineData("select", Ground.Select)]
    [InlineData("select", Ground.Simulated)]
    [InlineData("poll", Ground.Epoll)]
    [InlineData("poll", Ground.Poll)]
    [InlineData("poll", Ground.Select)]
    [InlineData("poll", Ground.Simulated)]
    public void Cases_AreCpythons(string order, Ground ground)
    {
        Cpython.Require();
        Skip.If(ground == Ground.Epoll && !OperatingSystem.IsLinux(), "epoll is Linux's.");
        bool usePoll = order == "poll";

        List<string> failures = [];
        foreach (DrawnCase drawn in DrawnCases.Instance.All)
        {
            IReadOnlyList<string> expected = DrawnCases.Instance.Expected(drawn, usePoll);
            IReadOnlyList<string> actual = CasePlayer.Play(drawn, usePoll, ground);
            if (!Compared(drawn.Mode, expected).SequenceEqual(Compared(drawn.Mode, actual)))
            {
                failures.Add(Describe(drawn, expected, actual, ground));
            }
        }

        output.WriteLine($"{DrawnCases.Instance.All.Count} cases");
        Assert.True(failures.Count == 0, $"{failures.Count} cases differ.\n\n{string.Join("\n\n", failures.Take(Shown))}");
    }

    /// <summary>A generator that has lost a kind of case would be found equal in it.</summary>
    [SkippableFact]
    public void Cases_CoverWhatTheyAreFor()
    {
        Cpython.Require();
        foreach (Mode mode in Enum.GetValues<Mode>())
        {
            List<IReadOnlyList<string>> traces = [.. DrawnCases.Instance.All.Where(drawn => drawn.Mode == mode)
                .Select(drawn => DrawnCases.Instance.Expected(drawn, usePoll: false))];
            output.WriteLine($"{mode}: {traces.Count} cases");
            string[] starts = ["collect ", "found ", "handle_error ", "handle_close", "more of ", "received \"0"];
            foreach (string start in starts)
            {
                int cases = traces.Count(trace => trace.Any(line => line.StartsWith(start, StringComparison.Ordinal)));
                output.WriteLine($"  {start}: {cases}");
                Assert.True(20 * cases > traces.Count, $"{mode}: only {cases} of {traces.Count} cases have {start}");
            }
        }
    }

    /// <summary>What of a sequence is CPython's in this mode, in this order.</summary>
    private static IEnumerable<string> Compared(Mode mode, IReadOnlyList<string> lines) => mode == Mode.Gathering
        ? Beginning(lines, Input).Concat(Beginning(lines, Output)).Concat(Beginning(lines, Rest))
        : lines;

    private static IEnumerable<string> Beginning(IReadOnlyList<string> lines, string[] starts) =>
        lines.Where(line => starts.Any(start => line.StartsWith(start, StringComparison.Ordinal)));

    private static string Describe(
        DrawnCase drawn, IReadOnlyList<string> expected, IReadOnlyList<string> actual, Ground ground)
    {
        string diff = Diff.Unified(Diff.Lines(expected, actual), "CPython", $"Compat, {ground}");
        return $"seed {drawn.Seed}: {drawn.ToJson()}\n{diff}";
    }
}
