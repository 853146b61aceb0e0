using System.Runtime.InteropServices;

namespace AsyncoreNet.Tests;

/// <summary>
/// Signals that tests raise. The process survives them: it has a registration that outlives every test's own, for a signal may be
/// handled only after its test has ended, and one that nobody handles ends the process.
/// </summary>
internal static class Signals
{
    private static readonly List<PosixSignalRegistration> Registrations = [];

    /// <summary>SIGUSR1.</summary>
    public static readonly int User1 = Survive(10);

    /// <summary>SIGUSR2.</summary>
    public static readonly int User2 = Survive(12);

    private static int Survive(int signal)
    {
        Registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, static context => context.Cancel = true));
        return signal;
    }
}
