using System.Buffers;
using System.Text;

namespace Smtp;

/// <summary>
/// The addresses of MAIL, RCPT and VRFY, with all that RFC 5322 allows in them: quotes, comments, literals, obsolete routes.
/// Source: <c>get_angle_addr</c> and <c>get_addr_spec</c> of CPython's <c>email._header_value_parser</c>, for what smtpd sees of
/// their results.
/// </summary>
/// <remarks>
/// Two differences. What makes CPython raise, and smtpd drop the connection, is no address here. And an encoded word
/// (<c>=?utf-8?q?a?=</c>) stays as it is: an envelope has none, and decoded it would be another address than the client has sent.
/// </remarks>
internal ref struct AddressParser
{
    private const string White = " \t";
    private const string Specials = "()<>@,:;.\\\"[]";
    private const string PhraseEnds = ")<>@,:;\\[]"; // no end of a local part of the obsolete kind: . " (

    private static readonly SearchValues<char> AtomEnds = SearchValues.Create(Specials + White);
    private static readonly SearchValues<char> DotAtomEnds = SearchValues.Create("()<>@,:;\\\"[]" + White);

    private readonly string _text;
    private int _at;

    private AddressParser(string text) => _text = text;

    private readonly bool AtEnd => _at == _text.Length;

    /// <summary>
    /// Reads an address, in angle brackets or not. Returns false if there is none. The address may still be empty;
    /// <c>&lt;&gt;</c> is the null address.
    /// </summary>
    /// <param name="text">The argument of a command, without white space around it.</param>
    /// <param name="address">The address as smtpd hands it on.</param>
    /// <param name="rest">What follows: the parameters.</param>
    public static bool TryParse(string text, out string address, out string rest)
    {
        var parser = new AddressParser(text);
        bool found = text.StartsWith('<') ? parser.AngleAddress(out address) : parser.Address(out address, out _);
        rest = found ? text[parser._at..] : "";
        return found;
    }

    private bool AngleAddress(out string address)
    {
        address = "<>";
        _at++;
        if (Take('>'))
        {
            return true;
        }

        int start = _at;
        if (!Address(out address, out bool hasLocalPart))
        {
            _at = start;
            if (!Route() || !Address(out address, out hasLocalPart))
            {
                return false;
            }
        }

        address = hasLocalPart ? address : "\"\"" + address;
        Take('>'); // it may be missing
        SkipComments();
        return true;
    }

    private bool Address(out string address, out bool hasLocalPart)
    {
        bool found = LocalPart(out string local);
        hasLocalPart = local.Length > 0;
        address = local.AsSpan().ContainsAny(DotAtomEnds)
            ? $"\"{local.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : local;
        if (!found || !Take('@'))
        {
            return found;
        }

        found = Domain(out string domain);
        address += "@" + domain;
        return found;
    }

    private bool LocalPart(out string local)
    {
        int start = _at;
        local = "";
        SkipComments();
        if (AtEnd)
        {
            return false;
        }

        if (At("\""))
        {
            if (!QuotedString(out local))
            {
                return false;
            }

            SkipComments();
        }
        else if (DotAtom(out local))
        {
            SkipComments();
        }
        else if (!At("\\") && At(PhraseEnds))
        {
            return false;
        }

        if (AtLocalPart())
        {
            _at = start;
            local = ObsoleteLocalPart();
        }

        return true;
    }

    /// <summary>
    /// Words, dots and backslashes in any order. White space and comments become one space between two words, and nothing around
    /// dots and at the ends.
    /// </summary>
    private string ObsoleteLocalPart()
    {
        var local = new StringBuilder();
        bool behindDot = true;
        bool spaceFollows = false; // the last word had white space behind it
        while (AtLocalPart())
        {
            if (Take('.'))
            {
                local.Append('.');
                (behindDot, spaceFollows) = (true, false);
                continue;
            }

            string word = "\\";
            bool hasSpace = false;
            bool endsInSpace = false;
            if (!Take('\\'))
            {
                hasSpace = SkipComments();
                if (At("\""))
                {
                    QuotedString(out word);
                }
                else if (!AtomText(out word))
                {
                    continue; // white space alone
                }

                endsInSpace = SkipComments();
            }

            local.Append(spaceFollows ? " " : "").Append(hasSpace && !behindDot ? " " : "").Append(word);
            (behindDot, spaceFollows) = (false, endsInSpace);
        }

        return local.ToString();
    }

    private bool Domain(out string domain)
    {
        SkipComments();
        if (Take('['))
        {
            return Literal(out domain);
        }

        if (!DotAtom(out domain) && !AtomText(out domain))
        {
            return false;
        }

        SkipComments();
        if (At("@"))
        {
            return false;
        }

        while (Take('.'))
        {
            SkipComments();
            if (!AtomText(out string atom))
            {
                return false;
            }

            SkipComments();
            domain += "." + atom;
        }

        domain = string.Concat(domain.Where(c => !PythonText.IsSpace(c)));
        return true;
    }

    private bool Literal(out string domain)
    {
        SkipSpace();
        var text = new StringBuilder("[");
        while (!AtEnd && !At("[]" + White))
        {
            Character(text);
        }

        SkipSpace();
        domain = string.Concat(text.Append(']').ToString().Where(c => !PythonText.IsSpace(c)));
        bool isClosed = Take(']');
        SkipComments();
        return isClosed;
    }

    /// <summary>The obsolete route before an address: <c>@relay,@relay:</c>. It is skipped.</summary>
    private bool Route()
    {
        while (Take(',') || SkipComments())
        {
        }

        if (!Take('@') || !Domain(out _))
        {
            return false;
        }

        while (Take(','))
        {
            SkipComments();
            if (Take('@') && !Domain(out _))
            {
                return false;
            }
        }

        return Take(':');
    }

    private bool DotAtom(out string atom)
    {
        int start = _at;
        bool found;
        do
        {
            found = AtomText(out _);
        }
        while (found && Take('.'));

        atom = _text[start.._at];
        _at = found ? _at : start;
        return found;
    }

    private bool AtomText(out string atom)
    {
        int length = _text.AsSpan(_at).IndexOfAny(AtomEnds);
        atom = length < 0 ? _text[_at..] : _text.Substring(_at, length);
        _at += atom.Length;
        return atom.Length > 0;
    }

    /// <summary>What is between two quotes; the second may be missing. False if there is nothing behind the first one.</summary>
    private bool QuotedString(out string content)
    {
        _at++;
        bool found = !AtEnd;
        var text = new StringBuilder();
        while (!AtEnd && !At("\""))
        {
            Character(text);
        }

        Take('"');
        content = text.ToString();
        return found;
    }

    /// <summary>One character. A backslash takes the next one as it is, and is nothing before white space.</summary>
    private void Character(StringBuilder? text)
    {
        if (Take('\\') && (AtEnd || At(White)))
        {
            return;
        }

        text?.Append(_text[_at]);
        _at++;
    }

    /// <summary>White space and comments. Returns whether there were any.</summary>
    private bool SkipComments()
    {
        int start = _at;
        while (At(White) || At("("))
        {
            if (At("("))
            {
                SkipComment();
            }
            else
            {
                SkipSpace();
            }
        }

        return _at > start;
    }

    private void SkipComment()
    {
        int depth = 0;
        do
        {
            depth += At("(") ? 1 : At(")") ? -1 : 0;
            Character(null);
        }
        while (depth > 0 && !AtEnd);
    }

    private void SkipSpace()
    {
        if (At(White))
        {
            while (!AtEnd && PythonText.IsSpace(_text[_at]))
            {
                _at++;
            }
        }
    }

    private readonly bool At(string characters) => !AtEnd && characters.Contains(_text[_at], StringComparison.Ordinal);

    private readonly bool AtLocalPart() => !AtEnd && (At("\\") || !At(PhraseEnds));

    private bool Take(char c)
    {
        bool taken = !AtEnd && _text[_at] == c;
        _at += taken ? 1 : 0;
        return taken;
    }
}
