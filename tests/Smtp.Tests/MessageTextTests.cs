using System.Text;

namespace Smtp.Tests;

/// <summary>Line ends and dots: from the wire, and back to it.</summary>
public sealed class MessageTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("a\r\n", "a\n")]
    [InlineData("\r\n", "\n")]
    [InlineData("..", ".")]
    [InlineData(".a\r\n..b\r\n.", "a\n.b\n")]
    [InlineData("a.\r\n .", "a.\n .")]
    [InlineData("a\n.b\r.c", "a\n.b\r.c")]
    [InlineData("a\r\r\nb\n\r\n\nc", "a\r\nb\n\n\nc")]
    public void FromWire_EndsLines_AndTakesDotsAway(string wire, string text) =>
        Assert.Equal(text, Encoding.Latin1.GetString(MessageText.FromWire(Encoding.Latin1.GetBytes(wire))));

    [Theory]
    [InlineData("", "\r\n.\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData("a\n", "a\r\n.\r\n")]
    [InlineData("a\nb", "a\r\nb\r\n.\r\n")]
    [InlineData(".", "..\r\n.\r\n")]
    [InlineData(".a\n..\nb", "..a\r\n...\r\nb\r\n.\r\n")]
    [InlineData("a\n\n", "a\r\n\r\n.\r\n")]
    [InlineData("a\r\nb\rc\nd", "a\r\nb\r\nc\r\nd\r\n.\r\n")]
    [InlineData("a\r.\rb", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\n.\nMAIL FROM:<x>", "a\r\n..\r\nMAIL FROM:<x>\r\n.\r\n")]
    public void ToWire_EndsLines_AndHidesDots(string text, string wire) =>
        Assert.Equal(wire, Encoding.Latin1.GetString(MessageText.ToWire(Encoding.Latin1.GetBytes(text))));

    [Theory]
    [InlineData("", "X: y\n")]
    [InlineData("a: b\n\nbody", "a: b\nX: y\n\nbody")]
    [InlineData("a: b\nc: d\n\nbody\n\nmore", "a: b\nc: d\nX: y\n\nbody\n\nmore")]
    [InlineData("\nbody\n\n", "X: y\n\nbody\n\n")]
    [InlineData("a: b", "a: b\nX: y")]
    [InlineData("a: b\n", "a: b\nX: y\n")]
    public void WithHeader_AddsItBehindTheOthers(string text, string result) =>
        Assert.Equal(result, Encoding.Latin1.GetString(MessageText.WithHeader(Encoding.Latin1.GetBytes(text), "X: y"u8)));

    [Fact]
    public void AnyText_ComesBackFromTheWire()
    {
        var random = new Random(20240609);
        for (int i = 0; i < 1000; i++)
        {
            byte[] text = [.. Enumerable.Range(0, random.Next(1, 50)).Select(_ => (byte)".\nax"[random.Next(4)]), (byte)'x'];
            byte[] wire = MessageText.ToWire(text);
            Assert.True(wire.AsSpan().IndexOf("\r\n.\r\n"u8) == wire.Length - 5, "The message ends before its end.");
            Assert.Equal(text, MessageText.FromWire(wire.AsSpan(0, wire.Length - 5)));
        }
    }
}
