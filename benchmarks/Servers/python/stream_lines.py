"""The line echo with asyncio's streams: stream_lines.py asyncio|uvloop PORT"""

import asyncio
import sys


async def echo(reader, writer):
    try:
        while line := await reader.readline():
            writer.write(line)
            await writer.drain()
    except ConnectionError:
        pass  # the client is gone
    finally:
        writer.close()


async def main(port):
    server = await asyncio.start_server(echo, "127.0.0.1", port, backlog=512)
    print(f"listening on 127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if sys.argv[1] == "uvloop":
    import uvloop

    uvloop.install()

asyncio.run(main(int(sys.argv[2])))
