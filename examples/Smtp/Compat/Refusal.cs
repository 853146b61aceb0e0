using System.Text;

namespace Smtp;

/// <summary>What a server has said to a recipient, or to all of them; code -1 where it has said nothing.</summary>
internal readonly record struct Refusal(int Code, string Message)
{
    /// <summary>For recipients of a server that cannot be talked to.</summary>
    public static Refusal Unreachable { get; } = new(-1, "ignore");

    /// <summary>Whether trying again may help.</summary>
    public bool IsTransient => Code is not (>= 500 and < 600);

    /// <summary>As Python prints it: what a server says is bytes.</summary>
    public override string ToString()
    {
        string message = this == Unreachable ? PythonText.Repr(Message) : PythonText.Repr(Encoding.Latin1.GetBytes(Message));
        return $"({Code}, {message})";
    }
}
