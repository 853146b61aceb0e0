using System.Text;

namespace AsyncoreNet.Compat;

/// <summary>Python's names of encodings.</summary>
internal static class codecs
{
    /// <summary>The encoding, which throws for what it cannot encode.</summary>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static Encoding Lookup(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string known = name.ToLowerInvariant().Replace('_', '-') switch
        {
            "latin-1" or "latin1" or "l1" or "iso8859-1" or "8859" => "iso-8859-1",
            "utf8" or "u8" => "utf-8",
            "ascii" or "646" => "us-ascii",
            "utf-16-le" => "utf-16le",
            "utf-16-be" => "utf-16be",
            var other => other,
        };
        return Encoding.GetEncoding(known, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }
}
