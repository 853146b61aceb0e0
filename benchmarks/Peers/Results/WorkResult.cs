namespace Peers;

/// <summary>What one measurement gave.</summary>
/// <param name="Name">The name it is chosen by.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Method">How it was measured, in a line.</param>
/// <param name="Columns">The columns of its figures, in order.</param>
/// <param name="Rows">The figures.</param>
/// <param name="Verdicts">What is held against a limit.</param>
internal sealed record WorkResult(
    string Name, string Title, string Method, Column[] Columns, Row[] Rows, Verdict[] Verdicts);
