namespace Smtp;

/// <summary>What a client may ask for, unless the command line says otherwise.</summary>
internal static class Limits
{
    /// <summary>Bytes of one message. Source: smtpd's <c>DATA_SIZE_DEFAULT</c>.</summary>
    public const int MessageSize = 33_554_432;

    /// <summary>
    /// Bytes of a command line without its end; the extensions that EHLO announces add to it for MAIL. Source: smtpd's
    /// <c>command_size_limit</c>.
    /// </summary>
    public const int CommandSize = 512;

    /// <summary>Recipients of one message. smtpd has no limit; RFC 5321 wants at least 100.</summary>
    public const int Recipients = 1000;

    /// <summary>How long another server may take for one reply, where messages are passed on.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(5);
}
