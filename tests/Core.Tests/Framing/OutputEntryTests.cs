namespace AsyncoreNet.Tests;

/// <summary>An entry is one of three things.</summary>
public sealed class OutputEntryTests
{
    [Fact]
    public void Chunk_HasItsBytes_Uncopied()
    {
        byte[] bytes = [1, 2, 3];

        var entry = OutputEntry.Of(bytes);

        Assert.True(entry.IsChunk);
        Assert.False(entry.IsEnd);
        Assert.Null(entry.Producer);
        Assert.Equal((ReadOnlyMemory<byte>)bytes, entry.Chunk);
    }

    [Fact]
    public void Producer_HasNoBytesYet()
    {
        var producer = new ScriptedProducer();

        var entry = OutputEntry.Of(producer);

        Assert.False(entry.IsChunk);
        Assert.False(entry.IsEnd);
        Assert.Same(producer, entry.Producer);
        Assert.True(entry.Chunk.IsEmpty);
    }

    [Fact]
    public void End_IsNeitherChunkNorProducer()
    {
        Assert.True(OutputEntry.End.IsEnd);
        Assert.False(OutputEntry.End.IsChunk);
        Assert.Null(OutputEntry.End.Producer);
        Assert.True(OutputEntry.End.Chunk.IsEmpty);
    }

    [Fact]
    public void Default_IsAnEmptyChunk()
    {
        Assert.True(default(OutputEntry).IsChunk);
        Assert.True(default(OutputEntry).Chunk.IsEmpty);
    }

    [Fact]
    public void NoProducer_Throws() => Assert.Throws<ArgumentNullException>(() => OutputEntry.Of((IOutputProducer)null!));
}
