"""The one place where trace lines lose what differs between CPython and .NET by design. Parallel to Normal.cs.

What goes: object ids, module names, ports and paths of the run, and in the line that handle_error logs the wording, the
exception's type and text (reduced to what describe() gives) and the trace (which must be there).
"""
import errno
import re

_ERROR = re.compile(
    r"uncaptured python exception, closing channel (?P<channel><.*>) "
    r"\(<class '(?P<type>[\w.]+)'>:(?P<text>.*) (?P<trace>\[[^|\]]+\|[^|\]]+\|\d+\])\)$")
_ERRNO = re.compile(r'\[Errno (\d+)\]')


def describe(error):
    """An exception as both languages can put it: Python's class, with the name of the errno, or its own with its text."""
    if isinstance(error, OSError) and error.errno is not None:
        return 'OSError ' + _name(error.errno)
    if isinstance(error, (ValueError, OverflowError)):
        return 'ValueError'
    if isinstance(error, NotImplementedError):
        return 'NotImplementedError'
    return '%s: %s' % (type(error).__name__, error)


def quote(data):
    """Bytes in a trace line: what is not printable as its number."""
    shown = data.decode('latin-1').replace('\r', '\\r').replace('\n', '\\n')
    return '"%s"' % re.sub('[^ -~]', lambda match: '\\x%02x' % ord(match.group()), shown)


def normalise(line):
    line = _ERROR.sub(_error, line)
    line = re.sub(r'\bat 0x[0-9a-f]+', 'at 0xID', line)
    line = re.sub(r'failed for object at [0-9a-f]+', 'failed for object at ID', line)
    line = re.sub(r'<(?!asyncore\.)[\w.]+\.(?=\w+[ >])', '<', line)
    line = re.sub(r"(127\.0\.0\.1:|'::1', | ::1:)[1-9]\d*", r'\1PORT', line)
    return re.sub(r"/[^' ]*/asyncore-[^' ]*-([a-z]+)\.sock", r'PATH/\1', line)


def _name(number):
    return 'EOPNOTSUPP' if number == errno.EOPNOTSUPP else errno.errorcode[number]  # one number, two names


def _error(match):
    number = _ERRNO.search(match.group('text'))
    if number:
        what = 'OSError ' + _name(int(number.group(1)))
    else:
        what = '%s: %s' % (match.group('type').rpartition('.')[2], _first(match.group('text')))
    return 'uncaptured exception, closing channel %s (%s, with a trace)' % (match.group('channel'), what)


def _first(text):
    """The exception's text without the outer frames of the trace behind it."""
    return re.split(r' \[[^|\]]+\|[^|\]]+\|\d+\]', text)[0]
