using System.Text;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>Mirrors <c>test_asynchat.TestAsynchat</c>: one suite for both orders of dispatch and every ground.</summary>
public abstract class TestAsynchat : IDisposable
{
    private const string Quit = "QUIT\n";

    private readonly Order _order;
    private readonly TestLoop _test;
    private readonly EchoServer _server;

    private protected TestAsynchat(Order order, Ground ground)
    {
        _order = order;
        _test = new TestLoop(ground.CreateLoopOptions());
        _server = new EchoServer(_test.Loop.Network);
    }

    public void Dispose()
    {
        _test.Dispose();
        _server.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Line_terminator1(int chunkSize) => LineTerminatorCheck("\n", chunkSize);

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Line_terminator2(int chunkSize) => LineTerminatorCheck("\r\n", chunkSize);

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Line_terminator3(int chunkSize) => LineTerminatorCheck("qqq", chunkSize);

    [SkippableFact]
    public void Numeric_terminator1() => NumericTerminatorCheck(1);

    [SkippableFact]
    public void Numeric_terminator2() => NumericTerminatorCheck(6);

    [SkippableFact]
    public void None_terminator()
    {
        const string Data = "hello world, I'm not dead yet!\n";
        EchoClient c = Connect();
        c.set_terminator(null);
        c.push(Bytes(Data));
        c.push(Bytes(Quit));

        Exchange(c);

        Assert.Empty(c.Contents);
        Assert.Equal(Data, c.Buffer);
    }

    [SkippableFact]
    public void Simple_producer()
    {
        EchoClient c = Connect();
        c.set_terminator("\n"u8);
        c.push_with_producer(new asynchat.simple_producer(Bytes("hello world\nI'm not dead yet!\n" + Quit), buffer_size: 8));

        Exchange(c);

        Assert.Equal(["hello world", "I'm not dead yet!"], c.Contents);
    }

    [SkippableFact]
    public void String_producer()
    {
        EchoClient c = Connect();
        c.set_terminator("\n"u8);
        c.push_with_producer(Bytes("hello world\nI'm not dead yet!\n" + Quit));

        Exchange(c);

        Assert.Equal(["hello world", "I'm not dead yet!"], c.Contents);
    }

    [SkippableFact]
    public void Empty_line()
    {
        EchoClient c = Connect();
        c.set_terminator("\n"u8);
        c.push("hello world\n\nI'm not dead yet!\n"u8);
        c.push(Bytes(Quit));

        Exchange(c);

        Assert.Equal(["hello world", "", "I'm not dead yet!"], c.Contents);
    }

    [SkippableFact]
    public void Close_when_done()
    {
        EchoClient c = Connect();
        c.set_terminator("\n"u8);
        c.push("hello world\nI'm not dead yet!\n"u8);
        c.push(Bytes(Quit));
        c.close_when_done();

        _test.PumpUntil(() => c.IsClosed, _order, "the close");
        _server.ReceiveToTheEnd();

        Assert.Empty(c.Contents);
        Assert.Equal("hello world\nI'm not dead yet!\n" + Quit, _server.Received);
    }

    [SkippableFact]
    public void Push()
    {
        byte[] data = "bytes\n"u8.ToArray();
        EchoClient c = Connect();
        c.set_terminator("\n"u8);
        c.push(data);
        c.push((Span<byte>)data);
        c.push(data.AsMemory());
        Assert.Throws<InvalidOperationException>(() => c.push("unicode"));
        Assert.DoesNotContain(
            typeof(asynchat.async_chat).GetMethods().Where(m => m.Name == nameof(c.push)),
            m => m.GetParameters()[0].ParameterType.IsAssignableFrom(typeof(int))); // no compiler takes a number
        c.push(Bytes(Quit));

        Exchange(c);

        Assert.Equal(["bytes", "bytes", "bytes"], c.Contents);
    }

    private void LineTerminatorCheck(string terminator, int chunkSize)
    {
        EchoClient c = Connect();
        c.set_terminator(Bytes(terminator));
        c.push("hello "u8);
        c.push(Bytes("world" + terminator));
        c.push(Bytes("I'm not dead yet!" + terminator));
        c.push(Bytes(Quit));

        Exchange(c, chunkSize);

        Assert.Equal(["hello world", "I'm not dead yet!"], c.Contents);
    }

    private void NumericTerminatorCheck(int length)
    {
        const string Data = "hello world, I'm not dead yet!\n";
        EchoClient c = Connect();
        c.set_terminator(length);
        c.push(Bytes(Data));
        c.push(Bytes(Quit));

        Exchange(c);

        Assert.Equal([Data[..length]], c.Contents);
    }

    private EchoClient Connect() => new(_test.Map, _server.Port);

    private void Exchange(EchoClient client, int chunkSize = 1)
    {
        _server.ReceiveRequest(_test, _order);
        _server.SendBack(_test, _order, client, chunkSize);
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
