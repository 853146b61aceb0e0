using System.Text;

namespace AsyncoreNet.Conformance;

/// <summary>Standard output or standard error, a trace line for each line.</summary>
internal sealed class LogWriter(Stage stage, string name) : TextWriter
{
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (value == '\n')
        {
            stage.trace($"{name}| {_line}");
            _line.Clear();
        }
        else
        {
            _line.Append(value);
        }
    }
}
