namespace Peers.Report;

/// <summary>Whose server a bar is about; it decides the bar's colour.</summary>
internal enum ServerKind
{
    /// <summary>One of ours. Its name and value are bold, too: colour alone does not reach everybody.</summary>
    Own,

    /// <summary>What all are held against.</summary>
    Reference,

    /// <summary>Any other.</summary>
    Peer,
}
