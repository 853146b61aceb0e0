"""The line echo under CPython's asynchat: line_echo.py PORT"""

import sys
import warnings

warnings.simplefilter("ignore", DeprecationWarning)

import asynchat  # noqa: E402
import asyncore  # noqa: E402


class Connection(asynchat.async_chat):
    def __init__(self, sock):
        super().__init__(sock)
        self.set_terminator(b"\n")

    def collect_incoming_data(self, data):
        self._collect_incoming_data(data)

    def found_terminator(self):
        self.push(self._get_data() + b"\n")


class LineEcho(asyncore.dispatcher):
    def __init__(self, address):
        super().__init__()
        self.create_socket()
        self.set_reuse_addr()
        self.bind(address)
        self.listen(128)

    def handle_accepted(self, sock, addr):
        Connection(sock)


LineEcho(("127.0.0.1", int(sys.argv[1])))
print(f"listening on 127.0.0.1:{sys.argv[1]}", flush=True)
asyncore.loop(use_poll=True)
