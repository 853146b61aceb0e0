namespace Redis.Protocol;

/// <summary>What a <see cref="RequestParser"/> has found.</summary>
internal enum ParseResult
{
    /// <summary>The request goes on behind what has come.</summary>
    Incomplete,

    /// <summary>A request without a command, which has no reply.</summary>
    Nothing,

    /// <summary>A whole request.</summary>
    Request,

    /// <summary>What no request begins with. Nothing behind it can be understood.</summary>
    Error,
}
