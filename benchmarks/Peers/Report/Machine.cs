using System.Globalization;
using System.Runtime.InteropServices;

namespace Peers.Report;

/// <summary>
/// What figures were measured on, without saying whose machine it is: nothing here comes from its name, address or users.
/// </summary>
internal sealed record Machine
{
    /// <summary>The processor's model, or its architecture where the kernel does not tell the model.</summary>
    public required string Processor { get; init; }

    /// <summary>The logical processors that this program may use; a container may have fewer than the machine.</summary>
    public required int Cores { get; init; }

    /// <summary>All memory, in bytes; null where it is not known.</summary>
    public required long? Memory { get; init; }

    /// <summary>The kernel's name and release, without what its builder has put behind it.</summary>
    public required string Kernel { get; init; }

    /// <summary>The distribution, as it calls itself.</summary>
    public required string System { get; init; }

    /// <summary>The .NET that runs this program, and the servers unless they say otherwise.</summary>
    public required string Runtime { get; init; }

    /// <summary>This machine.</summary>
    public static Machine Read() => new()
    {
        Processor = ProcessorIn(TextOf("/proc/cpuinfo")) ?? RuntimeInformation.OSArchitecture.ToString(),
        Cores = Environment.ProcessorCount,
        Memory = MemoryIn(TextOf("/proc/meminfo")),
        Kernel = TextOf("/proc/sys/kernel/osrelease").Trim().Split('-')[0] is { Length: > 0 } release
            ? $"Linux {release}"
            : RuntimeInformation.OSDescription,
        System = SystemIn(TextOf("/etc/os-release")) ?? RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    /// <summary>One line for a page.</summary>
    public override string ToString()
    {
        string memory = Memory is long bytes
            ? string.Create(CultureInfo.InvariantCulture, $", {bytes / (double)(1 << 30):0.#} GiB of memory")
            : "";
        string cores = Cores == 1 ? "1 core" : string.Create(CultureInfo.InvariantCulture, $"{Cores} cores");
        return $"{Processor}, {cores}{memory}; {System}, {Kernel}; {Runtime}";
    }

    /// <summary>The model in <c>/proc/cpuinfo</c>: x64 has a line for it; some ARM boards name only the board.</summary>
    internal static string? ProcessorIn(string cpuInfo) => ValueIn(cpuInfo, "model name", ':') ?? ValueIn(cpuInfo, "Model", ':');

    /// <summary>The memory in <c>/proc/meminfo</c>, whose kB are of 1,024 bytes.</summary>
    internal static long? MemoryIn(string memInfo) =>
        ValueIn(memInfo, "MemTotal", ':')?.Split(' ') is [var number, "kB"]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes)
            ? kilobytes * 1024
            : null;

    /// <summary>The name in <c>/etc/os-release</c>, whose values may stand in quotes.</summary>
    internal static string? SystemIn(string osRelease) => ValueIn(osRelease, "PRETTY_NAME", '=')?.Trim('"', '\'');

    private static string? ValueIn(string text, string key, char separator)
    {
        foreach (string line in text.Split('\n'))
        {
            if (line.Split(separator, 2, StringSplitOptions.TrimEntries) is [var name, { Length: > 0 } value] && name == key)
            {
                return value;
            }
        }

        return null;
    }

    // Another system has no such file, and a container may not be let to read it.
    private static string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
