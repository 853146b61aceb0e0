namespace HttpServer;

/// <summary>The methods of requests, as far as the server tells them apart.</summary>
internal enum Method
{
    /// <summary>None that the server knows.</summary>
    Unknown,
    Get,
    Head,
    Post,

    /// <summary>One that is known, and that nothing here allows.</summary>
    Other,
}
