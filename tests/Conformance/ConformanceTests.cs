using System.Reflection;

using Xunit;
using Xunit.Abstractions;

namespace AsyncoreNet.Conformance;

/// <summary>
/// Each scenario under CPython's asyncore and under Compat, in both orders, on every poller and on the simulated network: the
/// traces are equal line by line, or differ as declared.
/// </summary>
[Collection("console")]
public class ConformanceTests(ITestOutputHelper output)
{
    public static TheoryData<string, string, Ground> Cases()
    {
        var cases = new TheoryData<string, string, Ground>();
        foreach (string scenario in Catalog.Scenarios.Keys)
        {
            foreach (Ground ground in Catalog.Grounds(scenario))
            {
                cases.Add(scenario, "select", ground);
                cases.Add(scenario, "poll", ground);
            }
        }

        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Trace_IsCpythons(string scenario, string order, Ground ground)
    {
        Skip.If(ground == Ground.Epoll && !OperatingSystem.IsLinux(), "epoll is Linux's.");
        bool usePoll = order == "poll";
        IReadOnlyList<string> expected = Cpython.Require().Trace(scenario, usePoll);
        Assert.DoesNotContain(expected, line => line.StartsWith("!!", StringComparison.Ordinal)); // it broke off there

        IReadOnlyList<string> actual = Catalog.Play(scenario, usePoll, ground);

        DiffersAttribute? difference = Catalog.Difference(scenario, usePoll, ground);
        IReadOnlyList<string> diff = Diff.Lines(expected, actual);
        string text = Diff.Unified(diff, "CPython", $"Compat, {ground}");
        output.WriteLine(text);
        if (difference is null)
        {
            Assert.True(expected.SequenceEqual(actual), text);
        }
        else
        {
            Assert.True(
                Diff.Changes(diff).SequenceEqual(difference.Lines),
                $"{text}\n\nThe difference is declared otherwise ({difference.Because}):\n{string.Join('\n', difference.Lines)}");
        }
    }

    [SkippableFact]
    public void Scenarios_AreTheSameOnBothSides()
    {
        IEnumerable<string> theirs = Cpython.Require().Scenarios;
        Assert.Equal(theirs.Order(StringComparer.Ordinal), Catalog.Scenarios.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>A difference from CPython is a divergence and stands among them, unless it is one poller's alone.</summary>
    [Fact]
    public void Differences_AreDeclaredAmongTheDivergences()
    {
        foreach (MethodInfo scenario in Catalog.Scenarios.Values)
        {
            DiffersAttribute[] differences = [.. scenario.GetCustomAttributes<DiffersAttribute>()];
            Type subject = scenario.DeclaringType!;
            if (subject == typeof(DivergenceScenarios) || subject == typeof(ChatDivergenceScenarios))
            {
                Assert.True(differences.Any(d => d.OnlyOn == Ground.Any), $"{scenario.Name} does not diverge.");
            }
            else
            {
                Assert.True(differences.All(d => d.OnlyOn == Ground.Select), $"{scenario.Name} diverges: it belongs there.");
            }
        }
    }
}
