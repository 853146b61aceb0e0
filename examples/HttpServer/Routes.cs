namespace HttpServer;

/// <summary>What the server has, and how it answers.</summary>
internal static class Routes
{
    /// <summary>The resource of a path.</summary>
    public static Resource Find(ReadOnlySpan<byte> path) =>
        path.SequenceEqual("/"u8) ? Resource.Greeting
        : path.SequenceEqual("/echo"u8) ? Resource.Echo
        : path.SequenceEqual("*"u8) ? Resource.Server
        : Resource.None;

    /// <summary>Whether the answer needs the request's body. Any other is read and dropped.</summary>
    public static bool NeedsBody(Request request) => request is { Resource: Resource.Echo, Method: Method.Post };

    /// <summary>The answer to a request that could be read.</summary>
    public static Response Answer(Request request, ReadOnlyMemory<byte> body) => (request.Method, request.Resource) switch
    {
        (Method.Unknown, _) => Response.NotImplemented,
        (_, Resource.None) => Response.NotFound,
        (Method.Get or Method.Head, Resource.Greeting) => Response.Greeting,
        (Method.Post, Resource.Echo) => new Response("200 OK", request.ContentType, body),
        (_, Resource.Greeting) => Response.OnlyGetAndHead,
        (_, Resource.Echo) => Response.OnlyPost,
        _ => Response.OnlyOthers,
    };
}
