using System.Text;

namespace AsyncoreNet.Tests;

/// <summary>What an <see cref="OutputQueue"/> does, on a list.</summary>
internal sealed class NaiveQueue
{
    public List<OutputEntry> Entries { get; } = [];

    public long Length => Entries.Sum(entry => (long)entry.Chunk.Length);

    /// <summary>Whether the chunks at the head have so many bytes.</summary>
    public bool Has(int count) => Entries.TakeWhile(entry => entry.IsChunk).Sum(entry => entry.Chunk.Length) >= count;

    public void Produce()
    {
        ReadOnlyMemory<byte> chunk = Entries[0].Producer!.More();
        if (chunk.IsEmpty)
        {
            Entries.RemoveAt(0);
        }
        else
        {
            Entries.Insert(0, OutputEntry.Of(chunk));
        }
    }

    public string Peek(int maxBytes, bool gather)
    {
        IEnumerable<OutputEntry> chunks = Entries.TakeWhile(entry => !entry.Chunk.IsEmpty).Take(gather ? int.MaxValue : 1);
        string all = string.Concat(chunks.Select(entry => Encoding.Latin1.GetString(entry.Chunk.Span)));
        return all[..Math.Min(all.Length, maxBytes)];
    }

    public void Advance(int count)
    {
        while (count > 0)
        {
            ReadOnlyMemory<byte> chunk = Entries[0].Chunk;
            int length = Math.Min(count, chunk.Length);
            count -= length;
            if (length == chunk.Length)
            {
                Entries.RemoveAt(0);
            }
            else
            {
                Entries[0] = OutputEntry.Of(chunk[length..]);
            }
        }
    }
}
