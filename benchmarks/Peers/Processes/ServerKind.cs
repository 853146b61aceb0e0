namespace Peers;

/// <summary>Whose server it is.</summary>
internal enum ServerKind
{
    /// <summary>On this library.</summary>
    Own,

    /// <summary>The limit: a loop written in C.</summary>
    Reference,

    /// <summary>What else there is.</summary>
    Peer,
}
