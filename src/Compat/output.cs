namespace AsyncoreNet.Compat;

/// <summary>
/// Where asyncore logs to: the one place of this library that writes to the console, because legacy programs count on it.
/// </summary>
internal static class output
{
#pragma warning disable RS0030 // asyncore's log is standard output and standard error
    public static void Out(string line) => Console.Out.WriteLine(line);

    public static void Error(string line) => Console.Error.WriteLine(line);
#pragma warning restore RS0030
}
