using System.Net.Sockets;

using AsyncoreNet.Compat;

using static AsyncoreNet.Conformance.Normal;
using static AsyncoreNet.Conformance.Stage;

namespace AsyncoreNet.Conformance;

/// <summary>Messages out of what a chat receives. Parallel to chatting.py.</summary>
internal static class ChattingScenarios
{
    /// <summary>Each piece is received by a pass of its own.</summary>
    private static void hear(Stage stage, Peer peer, params byte[][] pieces)
    {
        foreach (byte[] piece in pieces)
        {
            peer.send(piece);
            stage.run();
        }
    }

    /// <summary>The same in pieces of one byte, or of another size.</summary>
    private static void hear_pieces(Stage stage, Peer peer, ReadOnlySpan<byte> data, int size = 1) =>
        hear(stage, peer, [.. data.ToArray().Chunk(size)]);

    private static (TracedChat Chat, Peer Peer) chat_with_peer(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        return (new TracedChat(stage, "chat", sock), peer);
    }

    private static (TracedChat Chat, Peer Peer) chat_with_peer(Stage stage, ReadOnlySpan<byte> terminator)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.set_terminator(terminator);
        return (chat, peer);
    }

    private static (TracedChat Chat, Peer Peer) chat_with_peer(Stage stage, int terminator)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.set_terminator(terminator);
        return (chat, peer);
    }

    private static byte[] b(string ascii) => System.Text.Encoding.Latin1.GetBytes(ascii);

    // Terminators of bytes.

    [Scenario]
    public static void several_messages_in_one_read(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        hear(stage, peer, b("one;two;;;three;rest"));
        chat.show_input();
    }

    [Scenario]
    public static void message_in_many_reads(Stage stage)
    {
        (_, Peer peer) = chat_with_peer(stage);
        hear(stage, peer, b("a"), b("b"), b("c"), b(";"), b(";"), b("d"));
    }

    [Scenario]
    public static void terminator_of_two_bytes_split_everywhere(Stage stage)
    {
        byte[] data = b("one\r\n\r\n\rtwo\r\n");
        for (int split = 1; split < data.Length; split++)
        {
            (TracedChat chat, Peer peer) = chat_with_peer(stage, "\r\n"u8);
            hear(stage, peer, data[..split], data[split..]);
            chat.show_input();
            chat.close();
        }
    }

    [Scenario]
    public static void terminator_of_many_bytes_split_everywhere(Stage stage)
    {
        byte[] data = b("one--END--two--EN--END--");
        for (int split = 1; split < data.Length; split++)
        {
            (TracedChat chat, Peer peer) = chat_with_peer(stage, "--END--"u8);
            hear(stage, peer, data[..split], data[split..]);
            chat.show_input();
            chat.close();
        }
    }

    [Scenario]
    public static void terminator_byte_by_byte(Stage stage)
    {
        (_, Peer peer) = chat_with_peer(stage, "<end>"u8);
        hear_pieces(stage, peer, "a<end><<end>b"u8);
    }

    [Scenario]
    public static void failed_prefix_comes_with_what_follows(Stage stage)
    {
        (_, Peer peer) = chat_with_peer(stage, "\r\n"u8);
        hear(stage, peer, b("a\r"), b("x\r\n"), b("\r"), b("\r"), b("\ry\r\n"));
    }

    [Scenario]
    public static void failed_prefix_that_is_in_part_a_prefix(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, "aabaac"u8);
        hear(stage, peer, b("aabaa"), b("b"), b("aac"), b("aa"), b("a"), b("ba"), b("abaac"));
        chat.show_input();
    }

    [Scenario]
    public static void terminator_with_nothing_but_itself(Stage stage)
    {
        (_, Peer peer) = chat_with_peer(stage, "END"u8);
        hear(stage, peer, b("END"), b("E"), b("ND"), b("EN"), b("D"), b("ENDEND"));
    }

    [Scenario]
    public static void prefix_at_the_end_of_the_connection_is_lost(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, "\r\n"u8);
        hear(stage, peer, b("last words\r"));
        peer.shutdown();
        stage.run(2);
        chat.show_input();
        stage.show_map();
    }

    [Scenario]
    public static void prefixes_at_the_end(Stage stage)
    {
        (string, string)[] cases =
        [
            ("qwerty\r", "\r\n"), ("qwertydkjf", "\r\n"), ("qwerty\r\n", "\r\n"), ("aab", "aabaac"),
            ("aabaa", "aabaac"), ("", "ab"), ("a", "a"), ("ab", "abab"),
        ];
        foreach ((string haystack, string needle) in cases)
        {
            stage.trace($"{quote(b(haystack))} {quote(b(needle))}: {asynchat.find_prefix_at_end(b(haystack), b(needle))}");
        }
    }

    // Counts, and no end.

    [Scenario]
    public static void no_terminator(Stage stage)
    {
        foreach (Action<TracedChat> set in (Action<TracedChat>[])
            [chat => chat.set_terminator(null), chat => chat.set_terminator(""u8), chat => chat.set_terminator(0)])
        {
            (TracedChat chat, Peer peer) = chat_with_peer(stage);
            set(chat);
            hear(stage, peer, b("one;two"), b("three"));
            chat.show_input();
            chat.close();
        }
    }

    [Scenario]
    public static void count_in_one_read(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, 5);
        hear(stage, peer, b("hello"));
        chat.show_input();
    }

    [Scenario]
    public static void count_in_many_reads(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, 10);
        foreach (byte[] piece in (byte[][])[b("abc"), b("def"), b("ghi"), b("jkl")])
        {
            hear(stage, peer, piece);
            chat.show_input();
        }
    }

    [Scenario]
    public static void what_follows_a_count_has_no_end(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, 3);
        hear(stage, peer, b("abcdef;"), b("ghi;"));
        chat.show_input();
    }

    [Scenario]
    public static void count_that_is_set_again(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, 3);
        chat.acts["found_terminator"] = () => chat.set_terminator(3);
        hear(stage, peer, b("abcdefgh"), b("ijk"));
        chat.show_input();
    }

    [Scenario]
    public static void negative_count(Stage stage)
    {
        (TracedChat chat, _) = chat_with_peer(stage, 3);
        stage.attempt(() => chat.set_terminator(-1));
        chat.show_input();
    }

    [Scenario]
    public static void terminator_as_found_terminator_sees_it(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, 6);
        chat.acts["found_terminator"] = () => stage.trace($"found at {TracedChat.shown(chat.get_terminator())}");
        chat.at_found(() => chat.set_terminator("\r\n"u8), () => chat.set_terminator(2), () => chat.set_terminator(null));
        hear(stage, peer, b("abcd"), b("efgh\r"), b("\nij"), b("kl"));
        chat.show_input();
    }

    // Changed as it goes.

    /// <summary>A header that tells the length of the body, which comes by count.</summary>
    private sealed class WithHeaders : TracedChat
    {
        private bool _inBody;

        public WithHeaders(Stage stage, string name, ChannelSocket sock)
            : base(stage, name, sock)
        {
            set_terminator("\r\n\r\n"u8);
        }

        public override void collect_incoming_data(byte[] data)
        {
            base.collect_incoming_data(data);
            _collect_incoming_data(data);
        }

        public override void found_terminator()
        {
            base.found_terminator();
            byte[] data = _get_data();
            int length = _inBody ? 0 : int.Parse(data, null);
            _inBody = length > 0;
            if (_inBody)
            {
                set_terminator(length);
            }
            else
            {
                set_terminator("\r\n\r\n"u8);
            }
        }
    }

    [Scenario]
    public static void header_then_body_by_count(Stage stage)
    {
        byte[] data = b("3\r\n\r\nabc5\r\n\r\nd\r\nef0\r\n\r\n1\r\n\r\ng");
        foreach (int size in (int[])[data.Length, 7, 1])
        {
            (ChannelSocket sock, Peer peer) = stage.socketpair();
            var chat = new WithHeaders(stage, "chat", sock);
            hear_pieces(stage, peer, data, size);
            chat.show_input();
            chat.close();
        }
    }

    [Scenario]
    public static void terminator_changed_in_found_terminator(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(
            () => chat.set_terminator("--"u8),
            () => chat.set_terminator(4),
            () => chat.set_terminator(";;"u8),
            () => chat.set_terminator(null));
        hear(stage, peer, b("a;b;c--d--e;f;;g;h--i;"));
        chat.show_input();
    }

    [Scenario]
    public static void terminator_changed_while_a_prefix_is_kept(Stage stage)
    {
        foreach (object? terminator in (object?[])[null, "END", "N", "DEN", ";", 1, 2, 5])
        {
            (TracedChat chat, Peer peer) = chat_with_peer(stage, "ENDE"u8);
            hear(stage, peer, b("abEND"));
            chat.show_input();
            switch (terminator)
            {
                case int count:
                    chat.set_terminator(count);
                    break;
                case string bytes:
                    chat.set_terminator(b(bytes));
                    break;
                default:
                    chat.set_terminator(null);
                    break;
            }

            chat.show_input();
            hear(stage, peer, b("ENx"));
            chat.show_input();
            chat.close();
        }
    }

    [Scenario]
    public static void same_terminator_set_again_while_a_prefix_is_kept(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, "END"u8);
        hear(stage, peer, b("abEN"));
        chat.set_terminator("END"u8);
        hear(stage, peer, b("Dcd"));
    }

    [Scenario]
    public static void text_terminator(Stage stage)
    {
        foreach (string encoding in (string[])["latin-1", "utf-8"])
        {
            (TracedChat chat, Peer peer) = chat_with_peer(stage);
            (chat.use_encoding, chat.encoding) = (true, encoding);
            chat.set_terminator("\xe9;");
            chat.show_input();
            hear(stage, peer, b("a\xe9"), b(";b\xc3"), b("\xa9;c;"));
            chat.close();
        }
    }

    // The buffers.

    [Scenario]
    public static void small_in_buffer(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, "\r\n"u8);
        chat.ac_in_buffer_size = 3;
        peer.send("one\r\ntwo\r\n"u8);
        stage.run(4);
    }

    /// <summary>Traces the sizes of what would be long.</summary>
    private sealed class Counting(Stage stage, string name, ChannelSocket sock) : TracedChat(stage, name, sock)
    {
        public override void collect_incoming_data(byte[] data) => on("collect_incoming_data", $" {data.Length}");
    }

    [Scenario]
    public static void in_buffer_of_65536_bytes(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Counting(stage, "chat", sock);
        peer.send([.. new byte[100000], (byte)';']);
        stage.run(3);
    }

    [Scenario]
    public static void in_buffer_as_found_terminator_sees_it(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, "--"u8);
        chat.acts["found_terminator"] = chat.show_input;
        hear(stage, peer, b("a--b--c-"), b("-"), b("d--e"));
        chat.show_input();
    }

    private static void put_back(TracedChat chat, ReadOnlySpan<byte> data) => chat.ac_in_buffer = [.. data, .. chat.ac_in_buffer];

    [Scenario]
    public static void input_put_back_in_found_terminator(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(() => put_back(chat, "again;"u8), chat.show_input);
        hear(stage, peer, b("a;b;c"));
    }

    [Scenario]
    public static void input_put_back_between_reads(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, "\r\n"u8);
        hear(stage, peer, b("a\r"));
        put_back(chat, "x\r\ny"u8);
        chat.show_input();
        hear(stage, peer, b("\nz"));
        chat.show_input();
    }

    [Scenario]
    public static void input_discarded_in_found_terminator(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(chat.discard_buffers);
        hear(stage, peer, b("a;b;c"), b("d;"));
    }

    [Scenario]
    public static void input_discarded_between_reads(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage, "\r\n"u8);
        chat._collect_incoming_data(b("collected"));
        hear(stage, peer, b("a\r"));
        chat.discard_buffers();
        chat.show_input();
        stage.trace($"collected {quote(chat._get_data())}");
        hear(stage, peer, b("\nb\r\n"));
    }

    /// <summary>The way that most programs go.</summary>
    private sealed class Gathering(Stage stage, string name, ChannelSocket sock) : TracedChat(stage, name, sock)
    {
        public override void collect_incoming_data(byte[] data)
        {
            base.collect_incoming_data(data);
            _collect_incoming_data(data);
        }

        public override void found_terminator()
        {
            base.found_terminator();
            show_data();
        }

        public void show_data() => stage.trace($"{incoming.Count} pieces: {quote(_get_data())}");
    }

    [Scenario]
    public static void data_gathered_and_taken(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var chat = new Gathering(stage, "chat", sock);
        hear(stage, peer, b("a"), b("b"), b("c;;d;e"));
        chat.show_data();
        chat.show_data();
    }

    // Reading.

    [Scenario]
    public static void read_with_nothing_there(Stage stage)
    {
        (TracedChat chat, _) = chat_with_peer(stage);
        chat.handle_read();
        chat.show();
    }

    /// <summary>Sees each recv.</summary>
    private sealed class Receiving(Stage stage, string name, ChannelSocket sock) : TracedChat(stage, name, sock)
    {
        public override byte[] recv(int buffer_size)
        {
            byte[] data = base.recv(buffer_size);
            on("recv", $" {buffer_size}: {quote(data)}");
            return data;
        }
    }

    [Scenario]
    public static void recv_is_called_once_a_pass(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var chat = new Receiving(stage, "chat", sock);
        chat.ac_in_buffer_size = 4;
        hear(stage, peer, b("a;b;c;"), b("d;"));
        peer.shutdown();
        stage.run(2);
    }

    [Scenario]
    public static void error_in_recv(Stage stage)
    {
        foreach (SocketError error in (SocketError[])
            [SocketError.WouldBlock, SocketError.NoBufferSpaceAvailable, SocketError.ConnectionReset])
        {
            (ChannelSocket sock, Peer peer) = stage.socketpair();
            var chat = new Receiving(stage, "chat", sock);
            chat.acts["recv"] = raising(new SocketException((int)error));
            hear(stage, peer, b("a;"));
            chat.close();
        }
    }

    [Scenario]
    public static void end_of_the_connection(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        hear(stage, peer, b("a;b"));
        peer.shutdown();
        stage.run(2);
        chat.show();
        stage.show_map();
    }

    /// <summary>Says goodbye.</summary>
    private sealed class Polite(Stage stage, string name, ChannelSocket sock) : TracedChat(stage, name, sock)
    {
        public override void handle_close()
        {
            on("handle_close");
            push("goodbye"u8);
            close();
        }
    }

    [Scenario]
    public static void end_of_the_connection_answered(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var chat = new Polite(stage, "chat", sock);
        peer.shutdown();
        stage.run(2);
        chat.show();
        peer.receive(8);
    }

    [Scenario]
    public static void default_handle_close_says_nothing(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        var chat = new asynchat.async_chat(sock, stage.map);
        chat.handle_close();
        stage.trace($"map: {stage.map.Count}");
    }

    [Scenario]
    public static void close_in_found_terminator_at_the_end_of_the_input(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(() => { }, chat.close);
        hear(stage, peer, b("a;b;"));
        stage.run();
        chat.show();
        chat.show_input();
        stage.show_map();
        peer.receive(1);
    }

    [Scenario]
    public static void reset_by_the_peer_of_a_chat(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var chat = new TracedChat(stage, "chat", sock);
        peer.reset();
        stage.wait_hangup(chat);
        chat.handle_read();
        chat.show();
    }

    [Scenario]
    public static void chats_in_the_order_of_their_map(Stage stage)
    {
        (ChannelSocket Sock, Peer Peer)[] pairs = [stage.socketpair("a peer"), stage.socketpair("b peer")];
        foreach ((string name, (ChannelSocket sock, Peer peer)) in ((string[])["a", "b"]).Zip(pairs))
        {
            var chat = new TracedChat(stage, name, sock);
            chat.acts["found_terminator"] = () => chat.push(b("to " + name));
            peer.send("one;two;"u8);
        }

        stage.run(2);
        foreach ((_, Peer peer) in pairs)
        {
            peer.receive(8);
        }
    }

    // Errors.

    [Scenario]
    public static void error_in_found_terminator(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(raising(new Boom("in found_terminator")));
        hear(stage, peer, b("a;b;c"));
        chat.show_input();
        stage.show_map();
    }

    /// <summary>An error does not end it.</summary>
    private sealed class LivesOn(Stage stage, string name, ChannelSocket sock) : TracedChat(stage, name, sock)
    {
        public override void handle_error() => on("handle_error");
    }

    [Scenario]
    public static void error_in_found_of_a_chat_that_lives_on(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var chat = new LivesOn(stage, "chat", sock);
        chat.at_found(raising(new Boom("in found_terminator")));
        hear(stage, peer, b("a;b;c"));
        chat.show_input();
        hear(stage, peer, b("d;"));
        chat.show_input();
    }

    [Scenario]
    public static void error_in_found_terminator_of_a_count(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var chat = new LivesOn(stage, "chat", sock);
        chat.set_terminator(3);
        chat.at_found(raising(new Boom("in found_terminator")));
        hear(stage, peer, b("abcde"));
        chat.show_input();
        hear(stage, peer, b("f"));
        chat.show_input();
    }

    [Scenario]
    public static void error_in_collect_incoming_data(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.acts["collect_incoming_data"] = raising(new Boom("in collect_incoming_data"));
        hear(stage, peer, b("a;b;c"));
        stage.show_map();
    }

    /// <summary>Implements neither.</summary>
    private sealed class Incomplete(Stage stage, ChannelSocket sock) : asynchat.async_chat(sock, stage.map), INamed
    {
        public string name => "chat";
    }

    [Scenario]
    public static void nothing_is_implemented(Stage stage)
    {
        foreach (byte[] data in (byte[][])[b("a"), b(";")])
        {
            (ChannelSocket sock, Peer peer) = stage.socketpair();
            var chat = new Incomplete(stage, sock);
            chat.set_terminator(";"u8);
            peer.send(data);
            stage.run();
            stage.show_map();
        }
    }
}
