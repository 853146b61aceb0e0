using System.Net.Sockets;
using System.Text;

using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>Pipes and regular files. Parallel to files.py.</summary>
internal static class FilesScenarios
{
    private sealed class FileReader(Stage stage, string name, int fd) : TracedFile(stage, name, fd)
    {
        public int size { get; set; } = 8192;

        public override bool writable() => false;

        public override void handle_read()
        {
            base.handle_read();
            got(recv(size));
        }
    }

    private sealed class FileWriter(Stage stage, string name, int fd) : TracedFile(stage, name, fd)
    {
        private readonly Queue<byte[]> _words = new([[.. "hello"u8], [.. " "u8], [.. "world"u8]]);

        public override bool readable() => false;

        public override bool writable() => _words.Count > 0;

        public override void handle_write()
        {
            base.handle_write();
            stage.trace($"sent {send(_words.Dequeue())}");
        }
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void pipe_read(Stage stage)
    {
        (int read, int write) = stage.pipe();
        var reader = new FileReader(stage, "reader", read);
        reader.show();
        stage.trace(reader.addr is not null ? "it has an address" : "it has no address");
        stage.run();
        Posix.write(write, "hello"u8);
        stage.run(2);
    }

    [Scenario(RealOnly = "needs a pipe")]
    [Differs(
        Orders.Poll, "Socket.Select reports no hang-up: the end comes as input, which reads nothing",
        "+reader handle_read [connected]",
        "+reader received \"\"",
        OnlyOn = Ground.Select)]
    public static void pipe_at_its_end(Stage stage)
    {
        (int read, int write) = stage.pipe();
        var reader = new FileReader(stage, "reader", read);
        stage.close_fd(write);
        stage.run(2);
        reader.show();
        stage.show_map();
    }

    [Scenario(RealOnly = "needs a pipe")]
    [Differs(
        Orders.Poll, "Socket.Select reports no hang-up: the end comes on the next pass, as the end of the data",
        "-reader handle_close [connected]",
        "+reader handle_read [connected]",
        "+reader handle_close [connected]",
        "+reader received \"\"",
        OnlyOn = Ground.Select)]
    public static void pipe_with_data_at_its_end(Stage stage)
    {
        (int read, int write) = stage.pipe();
        _ = new FileReader(stage, "reader", read);
        Posix.write(write, "last words"u8);
        stage.close_fd(write);
        stage.run(2);
        stage.show_map();
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void pipe_short_reads(Stage stage)
    {
        (int read, int write) = stage.pipe();
        var reader = new FileReader(stage, "reader", read);
        reader.size = 4;
        Posix.write(write, "hello world"u8);
        stage.run(4);
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void pipe_written(Stage stage)
    {
        (int read, int write) = stage.pipe();
        _ = new FileWriter(stage, "writer", write);
        stage.run(4);
        stage.trace($"the pipe holds \"{Posix.read(read, 100)}\"");
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void pipe_full_takes_nothing(Stage stage)
    {
        (_, int write) = stage.pipe();
        var writer = new FileWriter(stage, "writer", write);
        int[] sent = [.. Enumerable.Range(0, 1000).Select(_ => writer.send(new byte[4096]))];
        stage.trace($"sent something at first: {sent[0] > 0}, and {sent[^1]} at last");
        stage.run();
        writer.show();
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void pipe_broken_seen_by_send(Stage stage)
    {
        (int read, int write) = stage.pipe();
        var writer = new FileWriter(stage, "writer", write);
        stage.close_fd(read);
        stage.trace($"sent {writer.send("hello"u8)}");
        writer.show();
        stage.show_map();
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void nothing_in_the_pipe_is_an_error(Stage stage)
    {
        (int read, _) = stage.pipe();
        var reader = new FileReader(stage, "reader", read);
        stage.attempt(() => reader.recv(10));
    }

    [Scenario(RealOnly = "needs a file")]
    public static void regular_file_read_to_its_end(Stage stage)
    {
        var reader = new FileReader(stage, "reader", stage.file("hello world"u8));
        reader.size = 6;
        stage.run(4);
        reader.show();
        stage.show_map();
    }

    [Scenario(RealOnly = "needs a file")]
    public static void regular_file_written(Stage stage)
    {
        int fd = stage.file();
        _ = new FileWriter(stage, "writer", fd);
        stage.run(4);
        Posix.rewind(fd);
        stage.trace($"the file holds \"{Posix.read(fd, 100)}\"");
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void file_beside_pipes_in_map_order(Stage stage)
    {
        (int read, int write) = stage.pipe();
        _ = new FileReader(stage, "pipe", read);
        _ = new FileReader(stage, "file", stage.file("hello"u8));
        Posix.write(write, "hello"u8);
        stage.run(2);
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void file_dispatcher_has_a_descriptor_of_its_own(Stage stage)
    {
        (int read, int write) = stage.pipe();
        var reader = new FileReader(stage, "reader", read);
        stage.trace($"a duplicate: {reader.socket!.Descriptor != read}");
        stage.trace($"the caller's does not block: {!Posix.get_blocking(read)}");
        reader.close();
        stage.trace($"closed: {reader.socket.Descriptor}");
        Posix.write(write, "still open"u8);
        stage.trace($"the pipe holds \"{Posix.read(read, 100)}\"");
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void file_wrapper_reads_and_writes(Stage stage)
    {
        (int read, int write) = stage.pipe();
        asyncore.file_wrapper reader = new(read), writer = new(write);
        stage.trace($"wrote {writer.send("hello"u8)} and {writer.write(" world"u8)}");
        (byte[] hello, byte[] world) = (reader.recv(5), reader.read(100));
        stage.trace($"read \"{Encoding.Latin1.GetString(hello)}\" and \"{Encoding.Latin1.GetString(world)}\"");
        writer.close();
        writer.close();
        stage.trace($"closed: {writer.fileno()}");
        stage.close_fd(write);
        stage.trace($"read {reader.recv(100).Length} at the end");
        reader.close();
        stage.attempt(() => reader.recv(1));
    }

    [Scenario]
    public static void file_wrapper_over_what_is_not_open(Stage stage)
    {
        stage.attempt(() => _ = new asyncore.file_wrapper(-1));
        stage.attempt(() => _ = new FileReader(stage, "reader", -1));
        stage.show_map();
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void exceptional_event_of_a_file(Stage stage)
    {
        (int read, _) = stage.pipe();
        var reader = new FileReader(stage, "reader", read);
        asyncore._exception(reader);
        reader.show();
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void print_a_file(Stage stage)
    {
        (int read, _) = stage.pipe();
        stage.trace(new FileReader(stage, "reader", read).ToString());
    }

    [Scenario(RealOnly = "needs a pipe")]
    public static void file_wrapper_has_no_option_but_the_error(Stage stage)
    {
        (int read, _) = stage.pipe();
        asyncore.file_wrapper wrapper = stage.keep(new asyncore.file_wrapper(read));
        stage.trace($"{wrapper.getsockopt(SocketOptionLevel.Socket, SocketOptionName.Error)}");
        stage.attempt(() => wrapper.getsockopt(SocketOptionLevel.Socket, SocketOptionName.Type));
    }
}
