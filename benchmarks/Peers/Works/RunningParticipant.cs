namespace Peers;

/// <summary>A participant whose server runs, with its idle connections where it has them.</summary>
internal sealed record RunningParticipant(Participant Participant, ServerProcess Process) : IDisposable
{
    private IdleConnections? _idle;

    public static RunningParticipant Start(Participant participant, Settings settings)
    {
        ServerProcess process = ServerProcess.Start(participant.Server, settings.ServerCore);
        var running = new RunningParticipant(participant, process);
        try
        {
            running._idle = participant.Idle ? IdleConnections.Open(process, settings.Idle, bytes: 1) : null;
            return running;
        }
        catch
        {
            running.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        // The server ends before its clients do, so that none of them is a reset that it logs.
        Process.Dispose();
        _idle?.Dispose();
    }
}
