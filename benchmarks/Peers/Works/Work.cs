namespace Peers;

/// <summary>A measurement.</summary>
/// <param name="name">The name it is chosen by.</param>
/// <param name="title">What it is about.</param>
internal abstract class Work(string name, string title)
{
    public string Name => name;

    public string Title => title;

    /// <summary>The servers that it needs.</summary>
    public abstract IEnumerable<ServerSpec> Servers { get; }

    /// <summary>Why it cannot be done here at all; null if it can.</summary>
    public virtual string? WhyAbsent => null;

    /// <summary>How many steps <see cref="Run"/> reports.</summary>
    public abstract int CountSteps(Settings settings, IReadOnlySet<ServerSpec> absent);

    /// <summary>Measures.</summary>
    /// <param name="settings">How.</param>
    /// <param name="absent">Servers that cannot run here.</param>
    /// <param name="step">Told what is done next, before each step.</param>
    public abstract WorkResult Run(Settings settings, IReadOnlySet<ServerSpec> absent, Action<string> step);
}
