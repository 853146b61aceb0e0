namespace HttpServer.Compat;

/// <summary>What a <see cref="RequestHandler"/> is in the middle of: what its terminator ends.</summary>
internal enum Reading
{
    /// <summary>A request line and its headers, up to the empty line.</summary>
    Head,

    /// <summary>A body, by count.</summary>
    Body,

    /// <summary>The line with the size of a chunk.</summary>
    ChunkSize,

    /// <summary>The bytes of a chunk, by count.</summary>
    Chunk,

    /// <summary>The line end behind them.</summary>
    ChunkEnd,

    /// <summary>The lines behind the last chunk.</summary>
    Trailers,

    /// <summary>Nothing: the last answer has been given, and what still comes is dropped until the client closes.</summary>
    Nothing,
}
