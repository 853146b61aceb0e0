using System.Net.Sockets;

using AsyncoreNet.Compat;

namespace HttpClient;

/// <summary>The HTTP client of asyncore's documentation, line by line: it sends one request and passes on the answer.</summary>
internal sealed class HTTPClient : asyncore.dispatcher
{
    private readonly Stream _output;
    private byte[] _buffer; // what is left of the request

    public HTTPClient(string host, int port, string path, Stream output)
    {
        _output = output;
        _buffer = Request.For(host, port, path);
        create_socket(Request.IsIPv6(host) ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
        connect((host, port));
    }

    /// <summary>What went wrong; null while nothing has.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Bytes of the response so far.</summary>
    public long Received { get; private set; }

    public override void handle_connect()
    {
        // Nothing to do: writable() has been true since the start, so handle_write() comes next.
    }

    public override void handle_close() => close();

    public override void handle_read()
    {
        byte[] data = recv(8192);
        Received += data.Length;
        _output.Write(data);
    }

    public override bool writable() => _buffer.Length > 0;

    public override void handle_write()
    {
        int sent = send(_buffer);
        _buffer = _buffer[sent..];
    }

    // By default asyncore writes the error and its trace to the log, which is standard output: the place of the response here.
    public override void handle_error(Exception exception)
    {
        Error = exception;
        close();
    }
}
