namespace HttpServer;

/// <summary>What a path leads to.</summary>
internal enum Resource
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary><c>/</c>, the greeting.</summary>
    Greeting,

    /// <summary><c>/echo</c>, where what is posted comes back.</summary>
    Echo,

    /// <summary><c>*</c>, the server itself.</summary>
    Server,
}
