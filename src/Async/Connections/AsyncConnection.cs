using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <summary>
/// A stream connection to await: reads by length, separator or line, writes that wait while too much output is unsent. asyncio:
/// <c>StreamReader</c> and <c>StreamWriter</c>.
/// </summary>
/// <remarks>
/// <para>
/// <b>Reading.</b> One read at a time. What is received beyond what was asked for waits here; a connection that waits for input holds no
/// buffer. A cancelled read loses no byte.
/// </para>
/// <para>
/// <b>Writing.</b> One write at a time. Bytes are sent at once as far as there is room, then taken over until
/// <see cref="HighWaterMark"/> bytes wait; a write ends when all of its bytes have been sent or taken over.
/// </para>
/// <para><b>Thread.</b> The loop's; members throw <see cref="InvalidOperationException"/> off it.</para>
/// </remarks>
public sealed partial class AsyncConnection : IDuplexPipe, IAsyncDisposable, IDisposable
{
    private readonly ConnectionChannel _channel;
    private ConnectionStream? _stream; // the faces are made when they are asked for
    private PipeReader? _reader;
    private PipeWriter? _writer;

    /// <summary>Takes over a connected socket, which becomes non-blocking and joins the map.</summary>
    /// <param name="socket">The socket; it closes with the connection.</param>
    /// <param name="map">The map; by default that of the loop that runs on this thread, else <see cref="ChannelMap.Default"/>.</param>
    /// <exception cref="SocketException">The socket is broken.</exception>
    public AsyncConnection(ChannelSocket socket, ChannelMap? map = null)
        : this(new ConnectionChannel(socket, map))
    {
    }

    internal AsyncConnection(ConnectionChannel channel) => _channel = channel;

    /// <summary>The channel in the map. Receive and send on it only while no buffered read or write is under way.</summary>
    public AsyncSocket Channel => _channel;

    internal ConnectionChannel ConnectionChannel => _channel;

    /// <summary>The peer's address.</summary>
    public EndPoint? RemoteEndPoint => _channel.Address;

    /// <summary>The own address.</summary>
    public EndPoint? LocalEndPoint => _channel.Socket?.LocalEndPoint;

    /// <summary>Whether the connection was closed, here or for an error.</summary>
    public bool IsClosed => _channel.IsClosed || _channel.IsClosing;

    /// <summary>
    /// Closes once all output that was taken over has been sent; nothing more is read or written. Repeatable. A wait under way ends
    /// with <see cref="ObjectDisposedException"/> when the connection closes.
    /// </summary>
    public void Close() => _channel.CloseWhenSent();

    /// <summary>Closes at once, with a reset for the peer to see. Output that waits is dropped.</summary>
    public void Abort() => _channel.Abort();

    /// <summary>
    /// The connection as a stream, for what is written against streams. One read and one write at a time, as here; its synchronous
    /// members throw, and disposing it closes the connection.
    /// </summary>
    public Stream AsStream() => _stream ??= new ConnectionStream(this);

    /// <summary>The input as a pipe. Read from it or from the connection, not from both.</summary>
    public PipeReader Input => _reader ??= PipeReader.Create(AsStream(), new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));

    /// <summary>The output as a pipe. Completing it leaves the connection open: <see cref="CompleteOutputAsync"/> ends the output.</summary>
    public PipeWriter Output => _writer ??= PipeWriter.Create(AsStream(), new StreamPipeWriterOptions(leaveOpen: true));

    /// <inheritdoc cref="Close"/>
    public void Dispose() => Close();

    /// <summary>
    /// Closes, and waits until that is done: until what was taken over has been sent, or cannot be. An error of that is not reported, for
    /// whoever disposes has no more use for the connection.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        if (!_channel.IsClosed)
        {
            await _channel.Closed.ConfigureAwait(true);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _channel.ToString();
}
