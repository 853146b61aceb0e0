"""CPython's own smtpd.DebuggingServer, with the command line of our program."""
import argparse
import warnings

warnings.simplefilter("ignore")
import asyncore
import smtpd

parser = argparse.ArgumentParser()
parser.add_argument("--max-message", type=int, default=smtpd.DATA_SIZE_DEFAULT)
parser.add_argument("--utf8", action="store_true")
options = parser.parse_args()

server = smtpd.DebuggingServer(
    ("127.0.0.1", 0), None, data_size_limit=options.max_message, enable_SMTPUTF8=options.utf8)
print("listening on %s:%d" % server.socket.getsockname(), flush=True)
asyncore.loop()
