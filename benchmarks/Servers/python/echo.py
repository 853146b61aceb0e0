"""The echo on a Python event loop: echo.py asyncore|asyncio|uvloop PORT

asyncore is the server of the module's documentation, with its dispatcher_with_send, but reads 64 KiB at once as all others do; asyncio and
uvloop run the same protocol.
Each imports what it needs alone.
"""

import sys

BACKLOG = 512


def serve_asyncore(port):
    import socket
    import warnings

    warnings.simplefilter("ignore", DeprecationWarning)
    import asyncore

    class EchoHandler(asyncore.dispatcher_with_send):
        def handle_read(self):
            data = self.recv(65536)
            if data:
                self.send(data)

    class EchoServer(asyncore.dispatcher):
        def __init__(self, host, port):
            super().__init__()
            self.create_socket()
            self.set_reuse_addr()
            self.bind((host, port))
            self.listen(BACKLOG)

        def handle_accepted(self, sock, addr):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            EchoHandler(sock)

    EchoServer("127.0.0.1", port)
    print(f"listening on 127.0.0.1:{port}", flush=True)
    asyncore.loop(use_poll=True)


def serve_asyncio(port):
    import asyncio

    class Echo(asyncio.Protocol):
        def connection_made(self, transport):
            self.transport = transport

        def data_received(self, data):
            self.transport.write(data)

    async def main():
        server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", port, backlog=BACKLOG)
        print(f"listening on 127.0.0.1:{port}", flush=True)
        await server.serve_forever()

    asyncio.run(main())


def serve_uvloop(port):
    import uvloop

    uvloop.install()
    serve_asyncio(port)


{"asyncore": serve_asyncore, "asyncio": serve_asyncio, "uvloop": serve_uvloop}[sys.argv[1]](int(sys.argv[2]))
