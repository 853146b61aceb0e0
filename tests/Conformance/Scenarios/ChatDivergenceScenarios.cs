namespace AsyncoreNet.Conformance;

/// <summary>Where chats are meant to differ, and why. Parallel to chat_divergences.py.</summary>
internal static class ChatDivergenceScenarios
{
    private static byte[] b(string ascii) => System.Text.Encoding.Latin1.GetBytes(ascii);

    private static (TracedChat Chat, Peer Peer) chat_with_peer(Stage stage) =>
        chat_with_peer(stage, sock => new TracedChat(stage, "chat", sock));

    private static (T Chat, Peer Peer) chat_with_peer<T>(Stage stage, Func<ChannelSocket, T> create)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        return (create(sock), peer);
    }

    [Scenario]
    [Differs(
        Orders.Both, "nothing reaches a channel that is closed: the parsing stops",
        "-chat collect_incoming_data \"b\" []",
        "-chat found_terminator []",
        "-chat collect_incoming_data \"c\" []")]
    public static void close_in_found_terminator_with_input_left(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(chat.close);
        peer.send("a;b;c"u8);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "nothing reaches a channel that is closed: the parsing stops",
        "-chat collect_incoming_data \"c\" []",
        "-chat found_terminator []")]
    public static void close_when_done_reached_in_found_terminator(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(chat.close_when_done, () => chat.push("never"u8));
        peer.send("a;b;c;"u8);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "nothing reaches a channel that is closed: what is kept is not parsed again",
        "-chat collect_incoming_data \"EN\" []")]
    public static void prefix_at_the_end_after_another_terminator(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.set_terminator("END"u8);
        peer.send("aEN"u8);
        stage.run();
        chat.set_terminator(null);
        peer.shutdown();
        stage.run();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "what collect_incoming_data is given has left the buffer, and what it sets stays",
        "-chat: terminator 4, buffer \"abc\"",
        "-chat: terminator 1, buffer \"\"",
        "+chat: terminator 4, buffer \"\"",
        "+chat: terminator 4, buffer \"\"",
        "-chat collect_incoming_data \"d\" [connected]",
        "+chat collect_incoming_data \"defg\" [connected]",
        "-chat collect_incoming_data \"efg\" [connected]")]
    public static void count_set_in_collect_incoming_data(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.set_terminator(5);
        chat.acts["collect_incoming_data"] = () =>
        {
            chat.acts.Remove("collect_incoming_data");
            chat.set_terminator(4);
            chat.show_input();
        };
        peer.send("abc"u8);
        stage.run();
        chat.show_input();
        peer.send("defg"u8);
        stage.run();
        chat.show_input();
    }

    [Scenario]
    [Differs(
        Orders.Both, "what collect_incoming_data sets stays",
        "-chat collect_incoming_data \"d--ef\" [connected]",
        "+chat collect_incoming_data \"d\" [connected]",
        "+chat found_terminator [connected]",
        "+chat collect_incoming_data \"ef\" [connected]")]
    public static void terminator_set_in_collect_of_a_count(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.set_terminator(3);
        chat.acts["collect_incoming_data"] = () => chat.set_terminator("--"u8);
        peer.send("abcd--ef"u8);
        stage.run();
    }

    [Scenario]
    [Differs(
        Orders.Both, "what collect_incoming_data sets applies to the rest at once",
        "+chat collect_incoming_data \"E\" [connected]",
        "-chat collect_incoming_data \"Eb\" [connected]",
        "+chat collect_incoming_data \"b\" [connected]")]
    public static void no_terminator_set_in_collect_before_a_prefix(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.set_terminator("END"u8);
        chat.acts["collect_incoming_data"] = () => chat.set_terminator(null);
        foreach (string data in (string[])["aE", "b"])
        {
            peer.send(b(data));
            stage.run();
        }
    }

    /// <summary>An error does not end it.</summary>
    private sealed class LivesOn(Stage stage, string name, ChannelSocket sock) : TracedChat(stage, name, sock)
    {
        public override void handle_error() => on("handle_error");
    }

    [Scenario]
    [Differs(
        Orders.Both, "bytes are given out once",
        "-chat collect_incoming_data \"abcd\" [connected]",
        "+chat collect_incoming_data \"d\" [connected]",
        "-chat collect_incoming_data \"abcd\" [connected]",
        "+chat collect_incoming_data \"d\" [connected]",
        "-chat collect_incoming_data \"ab\" [connected]",
        "-chat collect_incoming_data \"abcd;\" [connected]",
        "+chat collect_incoming_data \"d;\" [connected]")]
    public static void error_in_collect_of_a_chat_that_lives_on(Stage stage)
    {
        foreach (Action<TracedChat> set in (Action<TracedChat>[])
            [c => c.set_terminator(";"u8), c => c.set_terminator(4), c => c.set_terminator(2), c => c.set_terminator(null)])
        {
            (LivesOn chat, Peer peer) = chat_with_peer(stage, sock => new LivesOn(stage, "chat", sock));
            set(chat);
            chat.acts["collect_incoming_data"] = () =>
            {
                chat.acts.Remove("collect_incoming_data");
                throw new Boom("in collect_incoming_data");
            };
            foreach (string data in (string[])["abc", "d;"])
            {
                peer.send(b(data));
                stage.run();
            }

            chat.close();
        }
    }

    [Scenario]
    [Differs(
        Orders.Both, "what collect_incoming_data is given has left the buffer",
        "-chat: terminator \";\", buffer \"one;two;three\"",
        "+chat: terminator \";\", buffer \"two;three\"",
        "-chat: terminator \";\", buffer \"two;three\"",
        "+chat: terminator \";\", buffer \"three\"",
        "-chat: terminator \";\", buffer \"three\"",
        "+chat: terminator \";\", buffer \"\"")]
    public static void in_buffer_as_collect_incoming_data_sees_it(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.acts["collect_incoming_data"] = chat.show_input;
        peer.send("one;two;three"u8);
        stage.run();
    }

    [Scenario]
    [Differs(
        Orders.Both, "a count is what is left behind what collect_incoming_data is given",
        "-collects at 6",
        "+collects at 2",
        "-collects at 2",
        "+collects at 0",
        "-collects at 2",
        "+collects at 0")]
    public static void terminator_as_collect_incoming_data_sees_it(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.set_terminator(6);
        chat.acts["collect_incoming_data"] = () => stage.trace($"collects at {TracedChat.shown(chat.get_terminator())}");
        chat.at_found(() => chat.set_terminator("--"u8), () => chat.set_terminator(2));
        peer.send("abcd"u8);
        stage.run();
        peer.send("efgh--ijkl"u8);
        stage.run();
    }

    /// <summary>Has no terminator.</summary>
    private sealed class Unset(Stage stage, string name, ChannelSocket sock) : TracedChat(stage, name, sock)
    {
        public override void set_terminator(byte[]? term)
        {
        }
    }

    [Scenario]
    [Differs(
        Orders.Both, "the error says what is missing",
        "-chat handle_error AttributeError: 'Unset' object has no attribute 'terminator' [connected]",
        "-stdout| error: uncaptured exception, closing channel <Unset connected '' at 0xID> " +
            "(AttributeError: 'Unset' object has no attribute 'terminator', with a trace)",
        "+chat handle_error InvalidOperationException [connected]",
        "+stdout| error: uncaptured exception, closing channel <Unset connected '' at 0xID> " +
            "(InvalidOperationException: <Unset connected '' at 0xID> has no terminator: call set_terminator first., " +
            "with a trace)")]
    public static void terminator_that_was_never_set(Stage stage)
    {
        (_, Peer peer) = chat_with_peer(stage, sock => new Unset(stage, "chat", sock));
        peer.send("hello"u8);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "text is encoded where Python's push refuses it",
        "-raised TypeError: ('data argument must be byte-ish (%r)', <class 'str'>)",
        "-peer received \"\"",
        "-raised TypeError: ('data argument must be byte-ish (%r)', <class 'str'>)",
        "+raised InvalidOperationException",
        "+peer received \"caf\\xe9\"")]
    public static void push_of_text(Stage stage)
    {
        foreach (bool useEncoding in (bool[])[false, true])
        {
            (TracedChat chat, Peer peer) = chat_with_peer(stage);
            chat.use_encoding = useEncoding;
            stage.attempt(() => chat.push("caf\xe9"));
            chat.close();
            peer.receive(4);
        }
    }

    /// <summary>A producer of a text, and then of none.</summary>
    private static Func<string> Text(string text) => new Queue<string>([text, ""]).Dequeue;

    [Scenario]
    [Differs(
        Orders.Both, "text is encoded once, and bytes are counted: no character is sent twice or lost",
        "-chat send \"\\xc3\\xa9\\xc3\\xa9\" took 2 [connected]",
        "+chat send \"\\xa9\\xc3\\xa9\\xc3\\xa9\" took 2 [connected]",
        "-chat send \"\" took 0 [connected]",
        "+chat send \"\\xa9\\xc3\\xa9\" took 3 [connected]",
        "-peer received \"\\xc3\\xc3\\xa9\"",
        "+peer received \"\\xc3\\xa9\\xc3\\xa9\\xc3\\xa9\"")]
    public static void text_that_is_sent_in_parts(Stage stage)
    {
        (SendingChat chat, Peer peer) = chat_with_peer(stage, sock => new SendingChat(stage, "chat", sock));
        (chat.use_encoding, chat.encoding) = (true, "utf-8");
        chat.takes.Enqueue(1);
        chat.takes.Enqueue(2);
        chat.push_with_producer(Text("\xe9\xe9\xe9"));
        stage.run(4);
        chat.close();
        peer.receive(6);
    }

    [Scenario]
    [Differs(
        Orders.Both, "text is encoded once, and bytes are counted: no character is sent twice or lost",
        "-chat send \"\\xc3\\xa9\\xc3\\xa9\\xc3\\xa9\" took 6 [connected]",
        "+chat send \"\\xc3\\xa9\\xc3\" took 3 [connected]",
        "-chat send \"\" took 0 [connected]",
        "+chat send \"\\xa9\\xc3\\xa9\" took 3 [connected]",
        "+chat send \"\\xc3\\xa9\" took 2 [connected]",
        "+chat handle_write [connected]",
        "-peer received \"\\xc3\\xa9\\xc3\\xa9\\xc3\\xa9\"",
        "+peer received \"\\xc3\\xa9\\xc3\\xa9\\xc3\\xa9\\xc3\\xa9\"")]
    public static void text_longer_than_the_out_buffer(Stage stage)
    {
        (SendingChat chat, Peer peer) = chat_with_peer(stage, sock => new SendingChat(stage, "chat", sock));
        (chat.use_encoding, chat.encoding) = (true, "utf-8");
        chat.ac_out_buffer_size = 3;
        chat.push_with_producer(Text("\xe9\xe9\xe9\xe9"));
        stage.run(4);
        chat.close();
        peer.receive(20);
    }

    /// <summary>A producer that is a collection, and empty as such.</summary>
    private sealed class Sized(Stage stage, string name, params byte[][] all)
        : TracedProducer(stage, name, all), IReadOnlyCollection<byte>
    {
        public int Count => 0;

        public IEnumerator<byte> GetEnumerator() => Enumerable.Empty<byte>().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    [Scenario]
    [Differs(
        Orders.Both, "a producer has no length",
        "+chat handle_write [connected]",
        "+producer more \"two\"",
        "+chat handle_write [connected]",
        "+producer more \"\"",
        "-peer received \"one\"",
        "+peer received \"onetwo\"")]
    public static void producer_of_length_nought(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.push_with_producer(new Sized(stage, "producer", b("one"), b("two")));
        stage.run(3);
        chat.close();
        peer.receive(6);
    }

    [Scenario]
    [Differs(
        Orders.Both, "small chunks behind each other go with one send",
        "--- pass",
        "-chat handle_write [connected]",
        "--- pass",
        "-chat handle_write [connected]",
        "+-- pass",
        "+-- pass")]
    public static void small_chunks_that_wait(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        foreach (string chunk in (string[])["one", "two", "three"])
        {
            chat.producer_fifo.append(b(chunk));
        }

        chat.push_with_producer(new TracedProducer(stage, "producer", b("four")));
        stage.run(4);
        peer.receive(15);
    }

    [Scenario]
    [Differs(
        Orders.Select, "answers to one read go with one send, and only that finds that the peer is gone",
        "+chat collect_incoming_data \"two\" [connected]",
        "+chat found_terminator [connected]",
        "+chat collect_incoming_data \"three\" [connected]",
        "+chat found_terminator [connected]",
        "-chat collect_incoming_data \"two\" []",
        "-chat found_terminator []",
        "-chat collect_incoming_data \"three\" []",
        "-chat found_terminator []")]
    [Differs(
        Orders.Poll, "answers to one read go with one send, and only that finds that the peer is gone",
        "+chat collect_incoming_data \"two\" [connected]",
        "+chat found_terminator [connected]",
        "+chat collect_incoming_data \"three\" [connected]",
        "+chat found_terminator [connected]",
        "-chat collect_incoming_data \"two\" []",
        "-chat found_terminator []",
        "-chat collect_incoming_data \"three\" []",
        "-chat found_terminator []",
        "-chat handle_close []")]
    public static void answers_to_a_peer_that_is_gone(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.acts["found_terminator"] = () => chat.push("ok."u8);
        peer.send("one;two;three;"u8);
        peer.close();
        stage.run();
        stage.show_map();
    }
}
