using System.Collections.Concurrent;
using System.ComponentModel;

using AsyncoreNet.Conformance;
using AsyncoreNet.Examples.Tests;

namespace AsyncoreNet.Migrating.Tests;

/// <summary>A Python of this machine that has what a test needs.</summary>
internal static class Interpreter
{
    private static readonly ConcurrentDictionary<string, string?> Found = new();

    /// <summary>The path of one that still has <c>asynchat</c>, or a skipped test.</summary>
    public static string RequireAsynchat() => Require(
        "import asyncore, asynchat",
        "No Python here has 'asynchat' (3.11 is the last one that does). ASYNCORE_PYTHON may name one; .ci/run installs it.");

    /// <summary>The path of a CPython 3.13, or a skipped test.</summary>
    public static string Require313() => Require(
        "import sys; sys.exit(sys.version_info[:2] != (3, 13) or sys.implementation.name != 'cpython')",
        "No CPython 3.13 is here. It is the one whose asyncio the map is about.");

    private static string Require(string program, string message)
    {
        string? path = Found.GetOrAdd(program, static p => PythonInterpreters.Candidates().FirstOrDefault(c => Runs(c, p)));
        Skip.If(path is null, message);
        return path!;
    }

    private static bool Runs(string path, string program)
    {
        try
        {
            using var python = ChildProcess.Start(path, ["-W", "ignore", "-c", program]);
            return python.WaitForExit() == 0;
        }
        catch (Win32Exception)
        {
            return false; // there is none of that name
        }
    }
}
