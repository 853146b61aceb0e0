using System.Reflection;
using System.Runtime.InteropServices;

namespace AsyncoreNet.Examples.Tests;

/// <summary>What the build has told this assembly: where the example programs and the documents are.</summary>
internal static class BuildOutput
{
    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = Metadata("Repository");

    /// <summary>The host that runs these tests; it runs the examples too.</summary>
    public static string DotNet { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <summary>The assembly of an example.</summary>
    public static string Example(string name) =>
        Metadata("Examples").Split('|').Single(path => Path.GetFileName(path) == name + ".dll");

    private static string Metadata(string key) =>
        typeof(BuildOutput).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
