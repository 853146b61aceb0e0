using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <summary>
/// Where the pollers differ. A fact says what is true of a socket, in the flags of <c>poll(2)</c>; here is what each kind of
/// poller tells of it.
/// </summary>
internal static class Reports
{
    /// <summary>What a poller tells of a socket that it watches with an interest.</summary>
    public static PollFlags Of(PollerKind kind, PollFlags truth, PollFlags interest)
    {
        if (kind != PollerKind.Select)
        {
            return truth & (interest | PollFlags.Err | PollFlags.Hup);
        }

        // select has three lists. A hang-up makes a descriptor readable; an error belongs to the list for urgent data, and the
        // poller looks again for those that are in the list of writers alone.
        PollFlags found = truth & interest & (PollFlags.In | PollFlags.Out | PollFlags.Pri);
        if ((truth & PollFlags.Hup) != 0)
        {
            found |= interest & PollFlags.In;
        }

        bool hears = (interest & PollFlags.Pri) != 0 || (interest == PollFlags.Out && found == PollFlags.None);
        return hears && (found & PollFlags.Pri) == 0 ? found | (truth & PollFlags.Err) : found;
    }

    /// <summary>
    /// What a poller tells of a descriptor that was closed while it was watched: epoll and select have dropped it, and poll,
    /// which has the kernel look it up each time, finds that it is not open.
    /// </summary>
    public static PollFlags OfClosed(PollerKind kind) => kind == PollerKind.Poll ? PollFlags.NVal : PollFlags.None;

    /// <summary>
    /// What a poller says of a descriptor that is not open, when it is added and when it is waited for. select looks at it as a
    /// socket and finds that it is none; poll looks at nothing before it waits.
    /// </summary>
    public static (SocketError OnAdd, PollFlags OnWait) OfUnknown(PollerKind kind) => kind switch
    {
        PollerKind.Select => (SocketError.NotSocket, PollFlags.None),
        PollerKind.Poll => (SocketError.Success, PollFlags.NVal),
        _ => (SocketErrors.BadDescriptor, PollFlags.None),
    };
}
