"""The other end of a channel's connection: a plain socket that the scenario drives by hand. Parallel to Peer.cs."""
import socket
import struct

from normal import describe, quote


class Peer:
    def __init__(self, stage, name, sock):
        sock.settimeout(10.0)
        self.stage, self.name, self.socket = stage, name, sock

    def address(self):
        return self.socket.getsockname() if self.socket.fileno() >= 0 else None

    def send(self, data):
        self.socket.sendall(data)

    def send_urgent(self, data):
        self.socket.send(data, socket.MSG_OOB)

    def receive(self, count):
        """Receives so many bytes, or up to the end, and traces them."""
        data = b''
        try:
            while len(data) < count:
                piece = self.socket.recv(count - len(data))
                if not piece:
                    break
                data += piece
            self.stage.trace('%s received %s' % (self.name, quote(data)))
        except OSError as error:
            self.stage.trace('%s received %s' % (self.name, describe(error)))

    def receive_some(self):
        """What is there, at least a byte, without a trace."""
        data = self.socket.recv(1 << 20)
        if not data:
            raise EOFError('the channel has closed')
        return data

    def shutdown(self):
        """Ends the direction to the channel; the other stays."""
        self.socket.shutdown(socket.SHUT_WR)

    def close(self):
        self.socket.close()

    def reset(self):
        """Closes with a reset in place of an orderly end."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.socket.close()
