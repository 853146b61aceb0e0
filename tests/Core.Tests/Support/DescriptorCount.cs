namespace AsyncoreNet.Tests;

/// <summary>Counts the descriptors of the process; for tests that run alone.</summary>
internal static class DescriptorCount
{
    private const int Rounds = 5;
    private const int Repetitions = 10;

    /// <summary>Does something many times over, and looks that the process has no more descriptors than before.</summary>
    public static void StaysTheSame(Action action)
    {
        action();

        // The runtime opens a descriptor of its own now and then; what an action leaks shows in every round.
        for (int round = 1, before = Open(); ; round++)
        {
            for (int i = 0; i < Repetitions; i++)
            {
                action();
            }

            int after = Open();
            if (after <= before)
            {
                return;
            }

            Assert.True(round < Rounds, $"Descriptors leak: {before} were open, now {after} are.");
            before = after;
        }
    }

    private static int Open() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
