using System.Globalization;

namespace AsyncoreNet.Conformance;

/// <summary>The cases of this run, and what CPython makes of them, all in one process.</summary>
internal sealed class DrawnCases
{
    private const ulong FirstSeed = 20_251_121;
    private const int Count = 2400;

    private static readonly Lazy<DrawnCases> Shared = new(() => new DrawnCases());

    private readonly IReadOnlyDictionary<(string Name, bool UsePoll), List<string>> _expected;

    private DrawnCases()
    {
        ulong first = Setting("ASYNCHAT_SEED", FirstSeed);
        All = [.. Enumerable.Range(0, (int)Setting("ASYNCHAT_CASES", Count)).Select(i => CaseDrawer.Draw(first + (ulong)i))];

        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, All.Select(drawn => drawn.ToJson()));
            _expected = Cpython.Instance.Play("--drawn", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static DrawnCases Instance => Shared.Value;

    public IReadOnlyList<DrawnCase> All { get; }

    public IReadOnlyList<string> Expected(DrawnCase drawn, bool usePoll) =>
        _expected[(drawn.Seed.ToString(CultureInfo.InvariantCulture), usePoll)];

    /// <summary>Other cases than the fixed ones, or more of them, for who looks for a difference.</summary>
    private static ulong Setting(string name, ulong fixedValue) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? ulong.Parse(value, CultureInfo.InvariantCulture)
            : fixedValue;
}
