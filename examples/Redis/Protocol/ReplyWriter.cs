using System.Buffers.Text;
using System.Text;

using AsyncoreNet;

namespace Redis.Protocol;

/// <summary>
/// Writes replies, one behind the other, into memory that is taken when there is something to write and given back when it was
/// sent.
/// </summary>
internal sealed class ReplyWriter
{
    private const int Room = 16 * 1024; // at first: the replies to a pipeline of small requests
    private const int LongestNumber = 20;

    private readonly ByteQueue _bytes = new();

    /// <summary>What was written and not cleared.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.Memory;

    /// <summary>Bytes of it.</summary>
    public int Length => _bytes.Length;

    /// <summary>Whether there was more to write than one may get. What is there is of no use then.</summary>
    public bool HasOverflowed { get; private set; }

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _bytes.Clear();

    /// <summary>A reply as it is.</summary>
    public void Raw(ReadOnlySpan<byte> reply)
    {
        if (TryTakeRoom(reply.Length, out Span<byte> room))
        {
            reply.CopyTo(room);
            _bytes.Commit(reply.Length);
        }
    }

    public void Ok() => Raw("+OK\r\n"u8);

    /// <summary>What is not there.</summary>
    public void Null() => Raw("$-1\r\n"u8);

    /// <summary>An array that is not there.</summary>
    public void NullArray() => Raw("*-1\r\n"u8);

    public void Integer(long number) => Header((byte)':', number);

    /// <summary>An array begins, and has so many replies.</summary>
    public void Array(int count) => Header((byte)'*', count);

    public void Simple(ReadOnlySpan<byte> text)
    {
        Raw("+"u8);
        Raw(text);
        Raw("\r\n"u8);
    }

    /// <summary>A string of bytes.</summary>
    public void Bulk(ReadOnlySpan<byte> bytes)
    {
        if (!TryTakeRoom(bytes.Length + LongestNumber + 5, out Span<byte> room))
        {
            return;
        }

        int length = WriteHeader(room, (byte)'$', bytes.Length);
        bytes.CopyTo(room[length..]);
        length += bytes.Length;
        room[length++] = (byte)'\r';
        room[length++] = (byte)'\n';
        _bytes.Commit(length);
    }

    /// <summary>A string of bytes which is a number.</summary>
    public void Bulk(double number)
    {
        Span<byte> text = stackalloc byte[32];
        Bulk(text[..Numbers.Format(number, text)]);
    }

    /// <summary>An error: a code and a text.</summary>
    public void Error(ReadOnlySpan<byte> text)
    {
        Raw("-"u8);
        Raw(text);
        Raw("\r\n"u8);
    }

    /// <summary>The same with something of the request in it, which must not end the line.</summary>
    public void Error(string text) => Error(Encoding.Latin1.GetBytes(text.Replace('\r', ' ').Replace('\n', ' ')));

    private void Header(byte type, long number)
    {
        if (TryTakeRoom(LongestNumber + 3, out Span<byte> room))
        {
            _bytes.Commit(WriteHeader(room, type, number));
        }
    }

    private static int WriteHeader(Span<byte> room, byte type, long number)
    {
        room[0] = type;
        int digits = 1;
        if ((ulong)number < 10)
        {
            room[1] = (byte)('0' + number);
        }
        else
        {
            Utf8Formatter.TryFormat(number, room[1..], out digits);
        }

        room[digits + 1] = (byte)'\r';
        room[digits + 2] = (byte)'\n';
        return digits + 3;
    }

    private bool TryTakeRoom(int atLeast, out Span<byte> room)
    {
        if (_bytes.Length > Limits.Reply - atLeast)
        {
            HasOverflowed = true;
            room = default;
            return false;
        }

        room = _bytes.GetMemory(_bytes.IsEmpty ? Math.Max(atLeast, Room) : atLeast).Span;
        return true;
    }
}
