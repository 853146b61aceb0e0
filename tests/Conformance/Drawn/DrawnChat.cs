using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>Writes down its calls. Parallel to drawn.py.</summary>
internal class DrawnChat : asynchat.async_chat, INamed
{
    private readonly Queue<Act[]> _found;
    private int _producers;

    public DrawnChat(ChannelSocket sock, Stage stage, DrawnCase drawn)
        : base(sock, stage.map)
    {
        (ac_in_buffer_size, ac_out_buffer_size) = (drawn.InBufferSize, drawn.OutBufferSize);
        _found = new Queue<Act[]>(drawn.Found);
    }

    public string name => "chat";

    public List<string> lines { get; } = [];

    public bool is_over { get; private set; }

    /// <summary>CPython's side leaves out what comes when the chat is over; on this side nothing is to come.</summary>
    public void write_down(string line) => lines.Add(line);

    public override void collect_incoming_data(byte[] data) => write_down("collect " + Normal.quote(data));

    public override void found_terminator()
    {
        write_down($"found at {TracedChat.shown(get_terminator())}, left {Normal.quote(ac_in_buffer)}");
        if (_found.TryDequeue(out Act[]? acts))
        {
            foreach (Act act in acts.TakeWhile(_ => !is_over))
            {
                perform(act);
            }
        }
    }

    public override void handle_error() => write_down("handle_error " + Normal.describe(asyncore.exc_info()!));

    public override void handle_close()
    {
        write_down("handle_close");
        end();
    }

    public void end()
    {
        is_over = true;
        close();
    }

    public void perform(Act act)
    {
        byte[] data = bytes(act.Data ?? string.Empty);
        switch (act.Do)
        {
            case "terminator":
                set_terminator(data);
                break;
            case "no_terminator":
                set_terminator(null);
                break;
            case "count":
                set_terminator(act.Size!.Value);
                break;
            case "put_back":
                ac_in_buffer = [.. data, .. ac_in_buffer];
                break;
            case "fail":
                throw new Boom("in found_terminator");
            case "push":
                push(data);
                break;
            case "raw":
                push_with_producer(data);
                break;
            case "simple_producer":
                push_with_producer(new SimpleDrawnProducer(this, ++_producers, data, act.Size!.Value));
                break;
            case "producer":
            case "failing_producer":
                push_with_producer(new DrawnProducer(this, ++_producers, act));
                break;
            case "close_when_done":
                close_when_done();
                break;
            case "discard_buffers":
                discard_buffers();
                break;
            case "close":
                end();
                break;
            default:
                throw new ArgumentException($"There is no act {act.Do}.", nameof(act));
        }
    }

    public static byte[] bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}
