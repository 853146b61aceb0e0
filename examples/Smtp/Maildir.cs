using System.Globalization;

namespace Smtp;

/// <summary>
/// A folder that keeps each message as a file of its own. A message is written in <c>tmp</c>, and moved to <c>new</c> when it is
/// on the disk: whoever reads <c>new</c> finds whole messages only, and no lock is needed.
/// </summary>
internal sealed class Maildir
{
    private static readonly string Host =
        HostName.Full.Replace("/", "\\057", StringComparison.Ordinal).Replace(":", "\\072", StringComparison.Ordinal);

    private readonly string _tmp;
    private readonly string _new;
    private long _count; // of the messages: two may arrive in the same microsecond

    /// <summary>Opens a Maildir; its folders are made where they are missing.</summary>
    /// <exception cref="IOException">They cannot be made.</exception>
    public Maildir(string path)
    {
        _tmp = Path.Combine(path, "tmp");
        _new = Path.Combine(path, "new");
        try
        {
            foreach (string folder in (string[])[_tmp, _new, Path.Combine(path, "cur")])
            {
                Directory.CreateDirectory(folder);
            }
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    /// <summary>Keeps a message. Waits for the disk; any thread. Returns the path of its file.</summary>
    /// <exception cref="IOException">It could not be kept; nothing is left of it.</exception>
    public string Deliver(ReadOnlySpan<byte> message)
    {
        string name = UniqueName();
        string written = Path.Combine(_tmp, name);
        string kept = Path.Combine(_new, name);
        try
        {
            using (var file = new FileStream(written, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0))
            {
                file.Write(message);
                file.Flush(flushToDisk: true);
            }

            File.Move(written, kept);
            return kept;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Discard(written);
            throw new IOException($"Cannot keep a message in {_new}: {failure.Message}", failure);
        }
    }

    /// <summary>Time, process and host make it unique among all programs that share the folder, on any machine.</summary>
    private string UniqueName()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        long microsecond = now.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{now.ToUnixTimeSeconds()}.M{microsecond}P{Environment.ProcessId}Q{Interlocked.Increment(ref _count)}.{Host}");
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What is in tmp is no message; those who read Maildirs delete it after 36 hours.
        }
    }
}
