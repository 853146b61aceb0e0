using System.Text;

using AsyncoreNet;
using AsyncoreNet.Async;
using AsyncoreNet.Compat;

namespace Quickstart;

/// <summary>A connection of the server: answers each line in capitals. Plain asynchat, but for one thing that it could not do.</summary>
internal sealed class ShoutChat : asynchat.async_chat
{
    public ShoutChat(ChannelSocket sock)
        : base(sock) => set_terminator("\n"u8);

    public override void collect_incoming_data(byte[] data) => _collect_incoming_data(data);

    public override void found_terminator()
    {
        byte[] answer = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(_get_data()).ToUpperInvariant() + "\n");
        if (answer.AsSpan().StartsWith("WAIT"u8))
        {
            // A handler must not wait: all other channels would wait with it. Work that it starts may. If that fails, handle_error is
            // called; if the channel closes, it is cancelled.
            this.Start(async closed =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), Loop!.TimeProvider, closed);
                push(answer);
            });
        }
        else
        {
            push(answer);
        }
    }
}
