"""The HTTP server bears slow, silent, greedy and rude clients, and tells nobody anything."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from adapters.http_server import HttpServer, Limits

SHORT = Limits(head=0.3, handling=0.4, idle=0.6, body=10_000, connections=3)
PATIENCE = 5.0  # seconds; what is waited for comes far sooner


async def echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


async def count(request: web.Request) -> web.Response:
    """A handler that reads with no limit of its own."""
    return web.Response(text=str(sum([len(piece) async for piece in request.content.iter_chunked(1000)])))


async def broken(_: web.Request) -> web.Response:
    raise ValueError("Wer führte die Runde an?")


async def moved(_: web.Request) -> web.Response:
    raise web.HTTPFound("/elsewhere")


async def slow(_: web.Request) -> web.Response:
    await asyncio.sleep(PATIENCE)
    return web.Response()


ROUTES = [
    web.post("/echo", echo),
    web.post("/count", count),
    web.get("/broken", broken),
    web.get("/moved", moved),
    web.get("/slow", slow),
]


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def send(self, data: bytes) -> None:
        """A server that closed already is no fault of this."""
        try:
            self._writer.write(data)
            await self._writer.drain()
        except ConnectionError:
            pass

    async def answer(self) -> bytes:
        """One answer with its head."""
        async with asyncio.timeout(PATIENCE):
            head = await self._reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().splitlines() if line.startswith(b"content-length: "))
            return head + await self._reader.readexactly(int(length.split()[1]))

    async def rest(self) -> bytes:
        """All that comes until the server closes."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._reader.read()
        except ConnectionResetError:
            return b""

    async def close(self) -> None:
        self._writer.close()
        await asyncio.gather(self._writer.wait_closed(), return_exceptions=True)


class World:
    """The server and who is connected with it."""

    def __init__(self, server: HttpServer) -> None:
        self.server = server
        self._clients: list[Client] = []

    @property
    def port(self) -> int:
        return int(self.server.url.rpartition(":")[2])

    async def client(self) -> Client:
        self._clients.append(Client(*await asyncio.open_connection("127.0.0.1", self.port)))
        return self._clients[-1]

    async def asked(self, request: bytes) -> bytes:
        client = await self.client()
        await client.send(request)
        return await client.answer()

    async def close(self) -> None:
        await asyncio.gather(*(client.close() for client in self._clients))


@asynccontextmanager
async def served(limits: Limits = SHORT, routes: list[web.RouteDef] = ROUTES) -> AsyncIterator[World]:
    world = World(HttpServer(routes, host="127.0.0.1", port=0, limits=limits))
    await world.server.start()
    try:
        yield world
    finally:
        await world.server.stop()
        await world.close()


def post(path: str, body: bytes) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (post("/echo", b"Hallo"), 200),
        (b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET /broken HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n", 500),
        (b"\x16\x03\x01 no HTTP at all\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (post("/echo", b"x" * 10_001), 413),
        (post("/count", b"x" * 10_001), 413),
        (post("/nothing", b"x" * 10_001), 413),
    ],
)
async def test_no_answer_tells_of_the_server(request_: bytes, status: int) -> None:
    """Whatever was asked, there is no name of a server, no list of methods, no text of an error."""
    async with served() as world:
        head, _, body = (await world.asked(request_)).partition(b"\r\n\r\n")
    assert f"HTTP/1.1 {status} ".encode() in head + b" " or f"HTTP/1.0 {status} ".encode() in head
    assert b"server:" not in head.lower()
    assert b"allow:" not in head.lower()
    assert body == (b"Hallo" if status == 200 else b"")


async def test_a_redirect_stays_one() -> None:
    """Only what failed loses its text."""
    async with served() as world:
        assert b"Location: /elsewhere" in await world.asked(b"GET /moved HTTP/1.1\r\nHost: x\r\n\r\n")


@pytest.mark.parametrize("path", ["/echo", "/count"])
async def test_a_body_without_a_length_is_bounded(path: str) -> None:
    """Who goes on sending pieces is cut off, whether the handler counts them or not."""
    async with served() as world:
        client = await world.client()
        await client.send(f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(100):
            await client.send(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
        await client.send(b"0\r\n\r\n")
        assert b" 200 " not in await client.rest()


async def test_a_compressed_body_stays_compressed() -> None:
    """Nothing is unpacked: a small body cannot become a large one."""
    async with served() as world:
        head = b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n"
        assert (await world.asked(head + b"\x1f\x8bxxxxxxx")).endswith(b"9")


@pytest.mark.parametrize(
    "said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\n", b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Le"]
)
async def test_who_does_not_get_to_the_point_is_cut_off(said: bytes) -> None:
    """A connection without a whole head ends after `head` seconds, though `idle` is longer."""
    async with served(Limits(head=0.3, idle=60)) as world:
        client, began = await world.client(), time.monotonic()
        await client.send(said)
        assert await client.rest() == b""
        assert 0.2 < time.monotonic() - began < 3


async def test_a_head_that_trickles_is_cut_off() -> None:
    """A byte now and then does not win time."""
    async with served(Limits(head=0.3, idle=60)) as world:
        client = await world.client()

        async def trickle() -> None:
            await client.send(b"GET / HTTP/1.1\r\nX: ")
            while True:
                await client.send(b"a")
                await asyncio.sleep(0.05)

        trickling = asyncio.create_task(trickle())
        assert await client.rest() == b""
        trickling.cancel()


@pytest.mark.parametrize("path", ["/echo", "/count"])
async def test_a_body_that_does_not_come_is_not_waited_for(path: str) -> None:
    """The request is given up after `handling` seconds and the connection ends."""
    async with served() as world:
        client = await world.client()
        await client.send(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nHal".encode())
        assert b" 504 " in await client.rest()


async def test_work_that_does_not_end_is_given_up() -> None:
    """A handler that hangs costs its connection `handling` seconds, not more."""
    async with served() as world:
        assert b" 504 " in await world.asked(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")


async def test_a_connection_is_kept_between_requests_for_a_while() -> None:
    """Longer than a new one gets for its first head, and closed when nothing more comes."""
    async with served() as world:
        client = await world.client()
        await client.send(post("/echo", b"one"))
        assert (await client.answer()).endswith(b"one")
        await asyncio.sleep(SHORT.head * 1.5)
        await client.send(post("/echo", b"two"))
        assert (await client.answer()).endswith(b"two")
        assert await client.rest() == b""


async def replied(client: Client) -> bool:
    await client.send(post("/echo", b"room"))
    try:
        return (await client.answer()).endswith(b"room")
    except (asyncio.IncompleteReadError, ConnectionError):
        return False


async def test_there_are_only_so_many_connections() -> None:
    """One too many is closed at once; when another has ended, there is room again."""
    async with served(Limits(connections=2)) as world:
        first, second = await world.client(), await world.client()
        for client in (first, second):
            await client.send(post("/echo", b"here"))
            await client.answer()
        assert await (await world.client()).rest() == b""
        await first.close()
        async with asyncio.timeout(PATIENCE):
            while not await replied(await world.client()):
                pass
        await second.send(post("/echo", b"still"))
        assert (await second.answer()).endswith(b"still")


async def test_a_port_that_is_taken_is_one_sentence() -> None:
    """The error names the address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = HttpServer(ROUTES, host="127.0.0.1", port=port)
        with pytest.raises(
            OSError, match=rf"^http://127\.0\.0\.1:{port} cannot be listened on: Address already in use\.$"
        ):
            await server.start()


async def test_the_end_waits_for_what_is_in_hand() -> None:
    """A request being worked on is answered; nothing new is taken in; idle connections end."""
    going = asyncio.Event()

    async def working(_: web.Request) -> web.Response:
        going.set()
        await asyncio.sleep(0.2)
        return web.Response(text="done")

    async with served(routes=[web.get("/", working)]) as world:
        busy, idle, port = await world.client(), await world.client(), world.port
        await busy.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await going.wait()
        ending = asyncio.create_task(world.server.stop())
        assert (await busy.answer()).endswith(b"done")
        assert await idle.rest() == b""
        await ending
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
