using System.Reflection;

namespace AsyncoreNet.Conformance;

/// <summary>The scenarios of this assembly, by name.</summary>
internal static class Catalog
{
    private static readonly Ground[] Real = [Ground.Epoll, Ground.Poll, Ground.Select];
    private static readonly Ground[] All = [.. Real, Ground.Simulated];

    public static IReadOnlyDictionary<string, MethodInfo> Scenarios { get; } = typeof(Catalog).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public))
        .Where(method => method.IsDefined(typeof(ScenarioAttribute)))
        .ToDictionary(method => method.Name);

    /// <summary>What a scenario runs on.</summary>
    public static IEnumerable<Ground> Grounds(string scenario) =>
        Scenarios[scenario].GetCustomAttribute<ScenarioAttribute>()!.RealOnly is null ? All : Real;

    /// <summary>
    /// How a scenario's trace is to differ from CPython's; null where it is not to. What is declared for one ground goes before
    /// what is declared for all.
    /// </summary>
    public static DiffersAttribute? Difference(string scenario, bool usePoll, Ground ground) =>
        Scenarios[scenario].GetCustomAttributes<DiffersAttribute>()
            .Where(difference => difference.AppliesTo(usePoll, ground))
            .MaxBy(difference => difference.OnlyOn == ground);

    /// <summary>Plays a scenario under Compat and returns its trace.</summary>
    public static IReadOnlyList<string> Play(string scenario, bool usePoll, Ground ground)
    {
        using var stage = new Stage(usePoll, ground);
        List<string> lines = stage.lines;
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        try
        {
            Console.SetOut(new LogWriter(stage, "stdout"));
            Console.SetError(new LogWriter(stage, "stderr"));
            Scenarios[scenario].CreateDelegate<Action<Stage>>()(stage);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"The scenario broke off.\n{string.Join('\n', lines)}", failure);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }

        return lines;
    }
}
