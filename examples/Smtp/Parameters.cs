using System.Globalization;

namespace Smtp;

/// <summary>What the arguments of MAIL and RCPT have in them.</summary>
internal static class Parameters
{
    /// <summary>
    /// Takes an argument apart: a keyword, an address, parameters. False if there is no address, or parameters without
    /// <paramref name="isExtended"/>. Source: smtpd's <c>_strip_command_keyword</c> and <c>_getaddr</c>.
    /// </summary>
    public static bool TryParse(string keyword, string? argument, bool isExtended, out string address, out string parameters)
    {
        bool hasKeyword = argument is not null && argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase);
        string text = hasKeyword ? PythonText.Strip(argument![keyword.Length..]) : "";
        return AddressParser.TryParse(text, out address, out parameters)
            && address.Length > 0
            && (isExtended || parameters.Length == 0);
    }

    /// <summary>
    /// The parameters by name, with true for those without a value; null if they break RFC 1869. Source: smtpd's
    /// <c>_getparams</c>.
    /// </summary>
    public static Dictionary<string, object>? Read(IEnumerable<string> parameters)
    {
        var result = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (string parameter in parameters)
        {
            string[] parts = parameter.Split('=', 2);
            if (!PythonText.IsAlphanumeric(parts[0]) || parts is [_, ""])
            {
                return null;
            }

            result[parts[0]] = parts.Length == 1 ? true : parts[1];
        }

        return result;
    }

    /// <summary>A number of bytes, in the digits of any script as in Python; the largest there is for a larger one.</summary>
    public static bool TryParseSize(object size, out long bytes)
    {
        bytes = 0;
        if (size is not string text)
        {
            return false;
        }

        foreach (char c in text)
        {
            int digit = CharUnicodeInfo.GetDecimalDigitValue(c);
            if (digit < 0)
            {
                return false;
            }

            bytes = bytes > (long.MaxValue - digit) / 10 ? long.MaxValue : (bytes * 10) + digit;
        }

        return true;
    }
}
