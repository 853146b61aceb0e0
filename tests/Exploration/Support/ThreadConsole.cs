using System.Runtime.CompilerServices;
using System.Text;

namespace AsyncoreNet.Exploration;

/// <summary>
/// A console whose lines go to whoever explores on the thread that writes them: every simulation has a thread of its own, and
/// what its programs print belongs to its trace. Lines of other threads go where they always went.
/// </summary>
internal sealed class ThreadConsole(TextWriter otherwise) : TextWriter
{
    [ThreadStatic]
    private static Action<string>? s_taker;

    [ThreadStatic]
    private static StringBuilder? s_line;

    /// <summary>Who gets the lines that the calling thread writes; null for nobody in particular.</summary>
    public static Action<string>? Taker
    {
        get => s_taker;
        set => s_taker = value;
    }

    public override Encoding Encoding => otherwise.Encoding;

    public override void Write(char value)
    {
        if (s_taker is null)
        {
            otherwise.Write(value);
        }
        else if (value == '\n')
        {
            End();
        }
        else
        {
            (s_line ??= new StringBuilder()).Append(value);
        }
    }

    public override void WriteLine(string? value)
    {
        if (s_taker is null)
        {
            otherwise.WriteLine(value);
        }
        else
        {
            (s_line ??= new StringBuilder()).Append(value);
            End();
        }
    }

    [ModuleInitializer]
    internal static void Install()
    {
        Console.SetOut(new ThreadConsole(Console.Out));
        Console.SetError(new ThreadConsole(Console.Error));
    }

    private static void End()
    {
        string line = s_line?.ToString() ?? "";
        s_line?.Clear();
        s_taker!(line);
    }
}
