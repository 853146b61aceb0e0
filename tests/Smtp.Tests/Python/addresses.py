"""Has CPython's smtpd take addresses apart: one in hexadecimal digits on each line of standard input.

Prints the address and the rest, or a hyphen for what raises an exception, on which smtpd drops the connection.
"""
import sys
import warnings

warnings.simplefilter("ignore")
import smtpd

getaddr = smtpd.SMTPChannel._getaddr
for line in sys.stdin:
    text = bytes.fromhex(line.strip()).decode("utf-8")
    try:
        address, rest = getaddr(None, text)
        print(str(address).encode("utf-8").hex() + " " + str(rest).encode("utf-8").hex())
    except Exception:
        print("-")
