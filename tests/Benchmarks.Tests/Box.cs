namespace AsyncoreNet.Benchmarks.Tests;

/// <summary>A rectangle in a picture.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    // Coordinates are printed with two decimals.
    private const double Rounding = 0.02;

    public double Width => Right - Left;

    public bool Overlaps(Box other) =>
        Left < other.Right - Rounding && other.Left < Right - Rounding
        && Top < other.Bottom - Rounding && other.Top < Bottom - Rounding;

    public bool IsWithin(double width, double height) =>
        Left >= -Rounding && Top >= -Rounding && Right <= width + Rounding && Bottom <= height + Rounding;
}
