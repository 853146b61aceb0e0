using System.Text;

namespace AsyncoreNet.Compat.Tests;

/// <summary>A chat that overrides <c>send</c>, so it sees each: <c>send abc</c> in its trace.</summary>
internal sealed class SendRecorder(ChannelSocket? sock, ChannelMap map) : ChatRecorder(sock, map)
{
    /// <summary>What a send says that it took of the bytes it was given; null for what the socket says.</summary>
    public Func<int, int>? Taken { get; set; }

    public override int send(ReadOnlySpan<byte> data)
    {
        Trace.Add($"send {Encoding.Latin1.GetString(data)}");
        int sent = base.send(data);
        return Taken?.Invoke(sent) ?? sent;
    }
}
