using System.Buffers;
using System.IO.Pipelines;

using Microsoft.AspNetCore.Connections;

namespace KestrelEcho;

/// <summary>The echo over a connection's pipes: all that has come is copied, and leaves with one flush.</summary>
internal sealed class EchoHandler : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        (PipeReader input, PipeWriter output) = (connection.Transport.Input, connection.Transport.Output);
        try
        {
            while (await input.ReadAsync() is { IsCanceled: false } read)
            {
                foreach (ReadOnlyMemory<byte> segment in read.Buffer)
                {
                    output.Write(segment.Span);
                }

                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || (await output.FlushAsync()).IsCompleted)
                {
                    return;
                }
            }
        }
        catch (ConnectionResetException)
        {
            // The client is gone.
        }
    }
}
