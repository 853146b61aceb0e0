namespace AsyncoreNet.Compat.Tests;

/// <summary>
/// Takes what is written to the console until it is disposed. For tests in the collection <see cref="ProcessWide"/> only.
/// </summary>
internal sealed class CapturedConsole : IDisposable
{
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;
    private readonly StringWriter _capturedOut = new();
    private readonly StringWriter _capturedError = new();

    public CapturedConsole()
    {
        Console.SetOut(_capturedOut);
        Console.SetError(_capturedError);
    }

    public string[] OutLines => Lines(_capturedOut);

    public string[] ErrorLines => Lines(_capturedError);

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
    }

    private static string[] Lines(StringWriter writer) =>
        writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
