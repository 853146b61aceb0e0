import asyncio


async def serve(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    writer.close()


async def ask(port, word, answers):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(word.encode() + b"\n")
    async with asyncio.timeout(30):
        line = await reader.readline()
    writer.close()
    await answers.put(line.decode().rstrip())


async def main():
    answers = asyncio.Queue()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        async with asyncio.TaskGroup() as group:
            for word in ["one", "two", "six"]:
                group.create_task(ask(port, word, answers))

    print(*sorted(answers.get_nowait() for _ in range(answers.qsize())))

    try:
        async with asyncio.timeout(0.1):
            await asyncio.Event().wait()
    except TimeoutError:
        print("nobody has set it")


asyncio.run(main())
