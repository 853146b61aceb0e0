using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Peers;

/// <summary>Programs of the solution, compiled ahead of time into a folder that goes when this is disposed of.</summary>
internal sealed class PublishedPrograms : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peers-published-");

    /// <summary>
    /// Publishes projects. Returns false where that does not work: its compiler is a package that has to be there.
    /// </summary>
    /// <param name="projects">Their folders, below that of the solution.</param>
    public bool TryPublish(params string[] projects) => FindSolution() is { } solution && projects.All(project => TryPublish(solution, project));

    /// <summary>The program of a project.</summary>
    public string Program(string name) => Path.Combine(_folder.FullName, name, name + ".dll");

    public void Dispose() => _folder.Delete(recursive: true);

    private static string? FindSolution()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AsyncoreNet.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    private bool TryPublish(string solution, string project)
    {
        string[] arguments =
        [
            "publish", Path.Combine(solution, project), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
            "--self-contained", "false", "-p:PublishReadyToRun=true", "-o", Path.Combine(_folder.FullName, Path.GetFileName(project)),
        ];
        using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
