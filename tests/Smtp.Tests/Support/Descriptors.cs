namespace Smtp.Tests;

/// <summary>Counts the descriptors of the process; for tests that run alone.</summary>
internal static class Descriptors
{
    /// <summary>Those that are open, without the assemblies: the runtime opens one when it first needs it, and keeps it.</summary>
    public static int Open() =>
        Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => Path.GetExtension(Target(entry)) != ".dll");

    private static string? Target(string entry)
    {
        try
        {
            return new FileInfo(entry).LinkTarget;
        }
        catch (IOException)
        {
            return null; // the one that lists the folder: it is closed again
        }
    }
}
