using System.Net.Sockets;

using AsyncoreNet.Compat;

using static AsyncoreNet.Conformance.Stage;

namespace AsyncoreNet.Conformance;

/// <summary>What a chat pushes, and when it is sent. Parallel to pushing.py.</summary>
internal static class PushingScenarios
{
    private static (TracedChat Chat, Peer Peer) chat_with_peer(Stage stage) =>
        chat_with_peer(stage, sock => new TracedChat(stage, "chat", sock));

    /// <summary>A chat that sees each send.</summary>
    private static (SendingChat Chat, Peer Peer) sending_chat_with_peer(Stage stage) =>
        chat_with_peer(stage, sock => new SendingChat(stage, "chat", sock));

    private static (T Chat, Peer Peer) chat_with_peer<T>(Stage stage, Func<ChannelSocket, T> create)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        return (create(sock), peer);
    }

    private static byte[] b(string ascii) => System.Text.Encoding.Latin1.GetBytes(ascii);

    private static TracedProducer producer_of(Stage stage, string name, params string[] pieces) =>
        new(stage, name, [.. pieces.Select(b)]);

    // Bytes.

    [Scenario]
    public static void push_sends_at_once(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.show_output();
        chat.push("hello"u8);
        chat.show_output();
        peer.receive(5);
        stage.run();
    }

    [Scenario]
    public static void push_of_nothing_costs_a_pass(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.push(""u8);
        chat.show_output();
        chat.producer_fifo.append(b(""));
        chat.producer_fifo.append(b("hello"));
        chat.show_output();
        stage.run(3);
        peer.receive(5);
    }

    [Scenario]
    public static void push_longer_than_the_out_buffer(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.ac_out_buffer_size = 4;
        chat.push("0123"u8);
        chat.show_output();
        chat.push("0123456789"u8);
        chat.show_output();
        stage.run(3);
        chat.show_output();
        peer.receive(14);
    }

    [Scenario]
    public static void push_longer_than_the_out_buffer_on_the_wire(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.ac_out_buffer_size = 4;
        chat.push("0123456789"u8);
        peer.receive(4);
        foreach (int count in (int[])[4, 2])
        {
            stage.run();
            peer.receive(count);
        }

        stage.run();
    }

    [Scenario]
    public static void pushes_that_wait_for_each_other(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.ac_out_buffer_size = 4;
        chat.push("01234567"u8);
        chat.push("a"u8);
        chat.push("b"u8);
        chat.push("c"u8);
        chat.show_output();
        stage.run(4);
        peer.receive(11);
    }

    [Scenario]
    public static void out_buffer_size_changed_while_output_waits(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.ac_out_buffer_size = 6;
        chat.push("0123456789ab"u8);
        chat.ac_out_buffer_size = 4;
        stage.run(3);
        chat.ac_out_buffer_size = 65536;
        chat.push("0123456789"u8);
        peer.receive(22);
    }

    [Scenario]
    public static void pushed_bytes_are_not_copied(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.connected = false;
        byte[] data = b("hello");
        chat.push(data);
        data[0] = (byte)'J';
        chat.connected = true;
        chat.show_output();
        stage.run();
        peer.receive(5);
    }

    [Scenario]
    public static void push_in_handle_connect(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new TracedChat(stage, "client");
        client.acts["handle_connect"] = () =>
        {
            client.push("hello"u8);
            client.show_output();
        };
        client.create_socket();
        client.show_output();
        client.connect(listener.LocalEndPoint!);
        Peer peer = stage.accept(listener);
        stage.wait_writable(client);
        stage.run(2);
        client.show_output();
        peer.receive(5);
    }

    [Scenario]
    public static void push_before_connect(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new TracedChat(stage, "client");
        client.push("early"u8);
        client.create_socket();
        client.connect(listener.LocalEndPoint!);
        client.show_output();
        Peer peer = stage.accept(listener);
        stage.wait_writable(client);
        stage.run(2);
        client.show_output();
        peer.receive(5);
    }

    [Scenario]
    public static void predicates_of_a_chat(Stage stage)
    {
        var chat = new TracedChat(stage, "chat");
        stage.trace($"readable: {chat.readable()}");
        chat.show_output();
        chat.connected = true;
        chat.show_output();
        chat.producer_fifo.append(b("hello"));
        chat.show_output();
        chat.connected = false;
        chat.show_output();
        stage.trace($"readable: {chat.readable()}");
    }

    [Scenario]
    public static void fifo_changed_by_hand(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        asynchat.producer_deque fifo = chat.producer_fifo;
        fifo.append(b("two"));
        fifo.appendleft(b("one"));
        fifo.append((byte[]?)null);
        fifo.append(producer_of(stage, "producer", "never"));
        chat.show_output();
        stage.trace($"first {TracedChat.shown(fifo[0])}, last {TracedChat.shown(fifo[-1])}");
        stage.trace($"taken {TracedChat.shown(fifo.popleft())}");
        stage.run(2);
        chat.show_output();
        fifo.clear();
        chat.show_output();
        peer.receive(4);
    }

    // Producers.

    [Scenario]
    public static void simple_producer_gives_pieces(Stage stage)
    {
        foreach (int length in (int[])[0, 1, 511, 512, 513, 1024, 1025])
        {
            var producer = new asynchat.simple_producer(new byte[length]);
            stage.trace($"{length}: {string.Join(' ', Enumerable.Range(0, 5).Select(_ => producer.more().Length))}");
        }

        var digits = new asynchat.simple_producer(b("0123456789"), 4);
        stage.trace(string.Join(' ', Enumerable.Range(0, 5).Select(_ => Normal.quote(digits.more()))));
    }

    [Scenario]
    public static void simple_producer_is_asked_on_every_pass(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.push_with_producer(new asynchat.simple_producer(b("0123456789"), 4));
        chat.show_output();
        stage.run(4);
        chat.show_output();
        peer.receive(10);
    }

    [Scenario]
    public static void producer_of_the_program(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.push_with_producer(producer_of(stage, "producer", "one", "two", "three"));
        chat.show_output();
        peer.receive(3);
        stage.run(4);
        chat.show_output();
        peer.receive(8);
    }

    [Scenario]
    public static void producer_that_gives_more_than_the_out_buffer(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.ac_out_buffer_size = 4;
        chat.push_with_producer(producer_of(stage, "producer", "0123456789", "ab"));
        chat.show_output();
        stage.run(5);
        peer.receive(12);
    }

    [Scenario]
    public static void producers_and_pushes_in_order(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.push("first"u8);
        chat.push_with_producer(producer_of(stage, "a", "one", "two"));
        chat.push("between"u8);
        chat.push_with_producer(producer_of(stage, "b", "three"));
        chat.push("last"u8);
        chat.show_output();
        stage.run(7);
        chat.show_output();
        peer.receive(27);
    }

    [Scenario]
    public static void producers_of_nothing_are_passed_over(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.push_with_producer(producer_of(stage, "a"));
        chat.show_output();
        chat.connected = false;
        foreach (string name in (string[])["b", "c", "d"])
        {
            chat.push_with_producer(producer_of(stage, name));
        }

        chat.push("hello"u8);
        chat.connected = true;
        chat.show_output();
        stage.run();
        chat.show_output();
        peer.receive(5);
    }

    [Scenario]
    public static void raw_bytes_as_a_producer(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.ac_out_buffer_size = 4;
        chat.push_with_producer(b("0123456789"));
        chat.show_output();
        chat.push("ab"u8);
        chat.show_output();
        stage.run(3);
        peer.receive(12);
    }

    [Scenario]
    public static void none_as_a_producer_closes(Stage stage)
    {
        (TracedChat chat, _) = chat_with_peer(stage);
        chat.push_with_producer(null);
        chat.show_output();
        stage.show_map();
    }

    [Scenario]
    public static void producer_that_pushes(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        TracedProducer producer = producer_of(stage, "producer", "one", "two");
        producer.act = () =>
        {
            if (producer.pieces.Count > 0)
            {
                chat.producer_fifo.append(b("pushed"));
                chat.show_output();
            }
        };
        chat.push_with_producer(producer);
        stage.run(4);
        peer.receive(12);
    }

    [Scenario]
    public static void text_of_a_producer(Stage stage)
    {
        foreach (string encoding in (string[])["latin-1", "utf-8"])
        {
            (TracedChat chat, Peer peer) = chat_with_peer(stage);
            (chat.use_encoding, chat.encoding) = (true, encoding);
            var pieces = new Queue<string>(["caf\xe9", " ", "au lait", ""]);
            chat.push_with_producer(pieces.Dequeue);
            stage.run(4);
            chat.show_output();
            chat.close();
            peer.receive(20);
        }
    }

    // The end.

    [Scenario]
    public static void close_when_done_with_nothing_to_send(Stage stage)
    {
        (TracedChat chat, _) = chat_with_peer(stage);
        chat.close_when_done();
        chat.show_output();
        stage.run(2);
        chat.show_output();
        stage.show_map();
    }

    [Scenario]
    public static void close_when_done_sends_all_before(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.ac_out_buffer_size = 4;
        chat.push("0123456789"u8);
        chat.push_with_producer(producer_of(stage, "producer", "one", "two"));
        chat.close_when_done();
        chat.show_output();
        stage.run(7);
        stage.show_map();
        peer.receive(17);
    }

    [Scenario]
    public static void what_is_pushed_after_close_when_done(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.ac_out_buffer_size = 4;
        chat.push("012345"u8);
        chat.close_when_done();
        chat.push("never"u8);
        chat.show_output();
        stage.run(3);
        chat.show_output();
        stage.show_map();
        peer.receive(20);
    }

    [Scenario]
    public static void push_after_close_when_done_closes(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.close_when_done();
        chat.push("never"u8);
        chat.show_output();
        stage.show_map();
        chat.push("never either"u8);
        chat.show_output();
        stage.run();
        peer.receive(1);
    }

    [Scenario]
    public static void close_when_done_in_found_terminator(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(() =>
        {
            chat.push("goodbye"u8);
            chat.close_when_done();
        });
        peer.send("a;b;c"u8);
        stage.run(3);
        stage.show_map();
        peer.receive(8);
    }

    [Scenario]
    public static void close_with_output_waiting(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.ac_out_buffer_size = 4;
        chat.push("0123456789"u8);
        chat.close();
        chat.show_output();
        stage.run();
        peer.receive(20);
    }

    [Scenario]
    public static void output_discarded(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.ac_out_buffer_size = 4;
        chat.push("0123456789"u8);
        chat.push_with_producer(producer_of(stage, "producer", "one"));
        chat.close_when_done();
        chat.discard_buffers();
        chat.show_output();
        stage.run();
        chat.push("more"u8);
        peer.receive(8);
    }

    /// <summary>Opens again what is over.</summary>
    private sealed class Busy(Stage stage, string name, ChannelSocket sock) : TracedChat(stage, name, sock)
    {
        public override void handle_close()
        {
            on("handle_close");
            discard_buffers();
        }
    }

    [Scenario]
    public static void handle_close_that_does_not_close_a_chat(Stage stage)
    {
        (Busy chat, Peer peer) = chat_with_peer(stage, sock => new Busy(stage, "chat", sock));
        chat.push("one"u8);
        chat.close_when_done();
        stage.run();
        chat.show();
        chat.push("two"u8);
        chat.show_output();
        peer.receive(6);
    }

    [Scenario]
    public static void push_to_a_peer_that_is_gone(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        peer.close();
        chat.push("hello"u8);
        chat.show();
        chat.show_output();
        stage.show_map();
    }

    [Scenario]
    public static void push_on_a_closed_chat(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.close();
        chat.push("hello"u8);
        chat.push_with_producer(producer_of(stage, "producer", "one"));
        chat.close_when_done();
        chat.show_output();
        peer.receive(1);
    }

    // Partial sends.

    private static void take(SendingChat chat, params int[] takes)
    {
        foreach (int count in takes)
        {
            chat.takes.Enqueue(count);
        }
    }

    [Scenario]
    public static void send_that_takes_a_part(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        take(chat, 2, 0, 1, 0, 3);
        chat.push("0123456789"u8);
        chat.show_output();
        stage.run(5);
        chat.show_output();
        peer.receive(10);
    }

    [Scenario]
    public static void send_that_takes_a_part_of_pieces_and_producers(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.ac_out_buffer_size = 4;
        take(chat, 0, 3, 1, 2, 0, 4, 1);
        chat.push("01234567"u8);
        chat.push_with_producer(new asynchat.simple_producer(b("abcdefghij"), 6));
        chat.push("last"u8);
        stage.run(14);
        chat.show_output();
        peer.receive(22);
    }

    [Scenario]
    public static void output_larger_than_the_kernels_buffers(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.socket!.SetOption(SocketOptionLevel.Socket, SocketOptionName.SendBuffer, 4096);
        chat.ac_out_buffer_size = 3000;
        chat.quiet = true; // how many passes it takes is the kernel's affair
        byte[] data = [.. Enumerable.Range(0, 256 * 400).Select(i => (byte)i)];
        chat.push(data[..40000]);
        chat.push_with_producer(new asynchat.simple_producer(data[40000..90000], 7000));
        chat.push_with_producer(data[90000..]);
        chat.close_when_done();
        var received = new List<byte>();
        while (received.Count < data.Length)
        {
            received.AddRange(peer.receive_some());
            stage.poll();
        }

        stage.run(2);
        stage.trace($"received all: {received.SequenceEqual(data)}");
        chat.show();
        chat.show_output();
    }

    [Scenario]
    public static void output_that_the_kernel_has_no_room_for(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.quiet = true;
        byte[] data = [.. Enumerable.Range(0, 256 * 8192).Select(i => (byte)i)];
        for (int start = 0; start < data.Length; start += 65536)
        {
            chat.push(data.AsSpan(start, 65536));
        }

        stage.trace($"something waits: {chat.producer_fifo.Count > 0}");
        int waiting = chat.producer_fifo.Count;
        stage.run(2);
        stage.trace($"no less: {chat.producer_fifo.Count == waiting}");
        var received = new List<byte>();
        while (received.Count < data.Length)
        {
            received.AddRange(peer.receive_some());
            stage.poll();
        }

        stage.trace($"received all: {received.SequenceEqual(data)}");
        chat.show_output();
    }

    // Answers.

    [Scenario]
    public static void answer_on_the_wire_after_each_message(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.acts["found_terminator"] = () => chat.push("ok."u8);
        foreach ((string data, int count) in ((string, int)[])[("one;", 3), ("two;three;", 6), ("four;rest", 3), (";;;;", 12)])
        {
            peer.send(b(data));
            stage.run();
            peer.receive(count);
        }

        chat.show_output();
    }

    [Scenario]
    public static void answers_as_send_sees_them(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        chat.acts["found_terminator"] = () => chat.push("ok."u8);
        peer.send("one;two;three;rest"u8);
        stage.run(2);
        peer.receive(9);
    }

    [Scenario]
    public static void answers_with_the_fifo_looked_at(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.acts["found_terminator"] = () =>
        {
            chat.push("ok."u8);
            chat.show_output();
        };
        peer.send("one;two;three;"u8);
        stage.run(2);
        peer.receive(9);
    }

    [Scenario]
    public static void answers_with_writable_looked_at(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.acts["found_terminator"] = () =>
        {
            chat.push("ok."u8);
            stage.trace($"writable: {chat.writable()}");
        };
        peer.send("one;two;three;"u8);
        stage.run(2);
        peer.receive(9);
    }

    [Scenario]
    public static void answers_with_a_kept_fifo_looked_at(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        asynchat.producer_deque fifo = chat.producer_fifo;
        chat.acts["found_terminator"] = () =>
        {
            chat.push("ok."u8);
            stage.trace($"{fifo.Count} waiting");
        };
        peer.send("one;two;three;"u8);
        stage.run(2);
        peer.receive(9);
    }

    [Scenario]
    public static void answers_around_an_empty_push_before_a_close(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(() => chat.push("one"u8), () => chat.push(""u8), () => chat.push("two"u8), chat.close);
        peer.send("a;b;c;d;"u8);
        stage.run(2);
        chat.show_output();
        peer.receive(7);
    }

    [Scenario]
    public static void answers_before_a_smaller_out_buffer_and_a_close(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(
            () => chat.push("three"u8),
            () =>
            {
                chat.ac_out_buffer_size = 2;
                chat.close();
            });
        peer.send("a;b;"u8);
        stage.run(2);
        chat.show_output();
        peer.receive(6);
    }

    [Scenario]
    public static void answers_before_another_socket(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        (ChannelSocket other, Peer otherPeer) = stage.socketpair("other peer");
        ChannelSocket first = chat.socket!;
        chat.at_found(
            () => chat.push("first"u8),
            () =>
            {
                chat.del_channel();
                chat.set_socket(other);
            },
            () => chat.push("second"u8));
        peer.send("a;b;c;"u8);
        stage.run(2);
        first.Close();
        chat.close();
        peer.receive(20);
        otherPeer.receive(20);
    }

    [Scenario]
    public static void answers_by_producers(Stage stage)
    {
        (SendingChat chat, Peer peer) = sending_chat_with_peer(stage);
        var names = new Queue<string>(["a", "b", "c"]);
        chat.acts["found_terminator"] = () => chat.push_with_producer(producer_of(stage, names.Dequeue(), "one", "two"));
        peer.send("one;two;three;"u8);
        stage.run(6);
        chat.show_output();
        peer.receive(18);
    }

    [Scenario]
    public static void answers_pushed_and_produced(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(
            () => chat.push("one"u8),
            () => chat.push("two"u8),
            () => chat.push_with_producer(producer_of(stage, "producer", "three")),
            () => chat.push("four"u8));
        peer.send("a;b;c;d;e"u8);
        stage.run(3);
        chat.show_output();
        peer.receive(15);
    }

    [Scenario]
    public static void answers_before_an_error(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(
            () => chat.push("one"u8),
            () =>
            {
                chat.push("two"u8);
                throw new Boom("in found_terminator");
            });
        peer.send("a;b;c"u8);
        stage.run(2);
        peer.receive(7);
    }

    [Scenario]
    public static void answers_before_discarding(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(() => chat.push("one"u8), chat.discard_buffers);
        peer.send("a;b;c;"u8);
        stage.run(2);
        peer.receive(3);
        chat.show_output();
    }

    [Scenario]
    public static void answers_after_close_when_done(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        chat.at_found(() => chat.push("one"u8), chat.close_when_done, () => chat.push("never"u8));
        peer.send("a;b;c;"u8);
        stage.run(2);
        stage.show_map();
        peer.receive(4);
    }

    [Scenario]
    public static void push_to_another_chat(Stage stage)
    {
        (TracedChat a, Peer aPeer) = chat_with_peer(stage);
        (ChannelSocket sock, Peer bPeer) = stage.socketpair("b peer");
        var b = new TracedChat(stage, "b", sock);
        a.acts["found_terminator"] = () => b.push("forwarded."u8);
        aPeer.send("one;two;"u8);
        stage.run(2);
        bPeer.receive(20);
    }

    // Errors.

    [Scenario]
    public static void error_in_more(Stage stage)
    {
        (TracedChat chat, Peer peer) = chat_with_peer(stage);
        TracedProducer producer = producer_of(stage, "producer", "one", "two");
        chat.push_with_producer(producer);
        producer.act = raising(new Boom("in more"));
        stage.run(2);
        chat.show_output();
        stage.show_map();
        peer.receive(4);
    }

    [Scenario]
    public static void error_in_more_at_once(Stage stage)
    {
        (TracedChat chat, _) = chat_with_peer(stage);
        TracedProducer producer = producer_of(stage, "producer", "one");
        producer.act = raising(new Boom("in more"));
        stage.attempt(() => chat.push_with_producer(producer));
        chat.show_output();
        producer.act = null;
        stage.run();
        chat.show_output();
    }

    /// <summary>An error does not end it.</summary>
    private sealed class LivesOn(Stage stage, string name, ChannelSocket sock) : SendingChat(stage, name, sock)
    {
        public override void handle_error() => on("handle_error");
    }

    [Scenario]
    public static void error_in_send(Stage stage)
    {
        (SendingChat chat, _) = sending_chat_with_peer(stage);
        chat.acts["send"] = raising(new SocketException((int)SocketError.NoBufferSpaceAvailable));
        chat.push("hello"u8);
        chat.show_output();
        stage.show_map();
    }

    [Scenario]
    public static void error_in_send_of_a_chat_that_lives_on(Stage stage)
    {
        (LivesOn chat, Peer peer) = chat_with_peer(stage, sock => new LivesOn(stage, "chat", sock));
        chat.acts["send"] = raising(new SocketException((int)SocketError.NoBufferSpaceAvailable));
        take(chat, 0);
        chat.push("hello"u8);
        chat.show_output();
        chat.acts.Remove("send");
        stage.run();
        chat.show_output();
        peer.receive(5);
    }

    [Scenario]
    public static void error_of_another_kind_in_send(Stage stage)
    {
        (SendingChat chat, _) = sending_chat_with_peer(stage);
        chat.acts["send"] = raising(new Boom("in send"));
        stage.attempt(() => chat.push("hello"u8));
        chat.show_output();
        stage.run();
    }
}
