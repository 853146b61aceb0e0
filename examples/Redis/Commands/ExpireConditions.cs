namespace Redis.Commands;

/// <summary>When a key is to get another deadline.</summary>
[Flags]
internal enum ExpireConditions
{
    /// <summary>Always.</summary>
    None = 0,

    /// <summary>NX: it has none.</summary>
    IfNone = 1,

    /// <summary>XX: it has one.</summary>
    IfAny = 2,

    /// <summary>GT: the new one is later.</summary>
    IfLater = 4,

    /// <summary>LT: the new one is earlier.</summary>
    IfEarlier = 8,
}
