namespace AsyncoreNet.Exploration;

/// <summary>Runs an explored world as a program of its own.</summary>
internal static class Program
{
    private static void Main()
    {
    }
}
