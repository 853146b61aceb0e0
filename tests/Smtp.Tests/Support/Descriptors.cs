namespace Smtp.Tests;

/// <summary>Counts the descriptors of the process; for tests that run alone.</summary>
internal readonly record struct Descriptors(int Count)
{
    /// <summary>Those that are open, once what other tests have left behind is gone.</summary>
    public static Descriptors Before()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Open();
    }

    /// <summary>Looks that there are no more now.</summary>
    public void AssertNoMore()
    {
        int now = Open().Count;
        Assert.True(now <= Count, $"Descriptors leak: {Count} were open, now {now} are.");
    }

    /// <summary>Without the assemblies: the runtime opens one when it first needs it, and keeps it.</summary>
    private static Descriptors Open() =>
        new(Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => Path.GetExtension(Target(entry)) != ".dll"));

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
