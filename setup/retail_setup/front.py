"""One address for the browser: pages to Odoo's workers, websockets to its evented port.

Odoo with workers serves websockets on a second port, and a browser wants both behind
one address. In production that is the reverse proxy's work; this small one is for the
machine at hand. It reads a request's head before it opens a connection to Odoo, so an
idle browser connection never holds a worker.
"""

import argparse
import asyncio
import contextlib

HEAD_LIMIT = 64 * 1024  # bytes of a request's head
HEAD_PATIENCE = 60  # seconds a browser may keep a connection open without a request
UNAVAILABLE = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\n"
    b"Connection: close\r\n\r\nOdoo does not answer yet\n"
)


def is_websocket(head):
    """Tell whether a request's first line asks for Odoo's websocket."""
    target = head.split(b"\r\n", 1)[0].split(b" ")[1:2]
    path = target[0].split(b"?", 1)[0] if target else b""
    return path == b"/websocket"


def rewrite(head, client):
    """Return the head for Odoo: who asked, and one request per connection.

    Forwarding headers that are there stay: a proxy with TLS may stand before this one,
    which listens on this machine only.
    """
    first, *lines = head.rstrip(b"\r\n").split(b"\r\n")
    names = {line.split(b":", 1)[0].strip().lower(): line for line in lines}
    kept = [
        line
        for line in lines
        if line.split(b":", 1)[0].strip().lower() != b"connection"
    ]
    host = names.get(b"host", b"Host: localhost").split(b":", 1)[1].strip()
    forwarded = {
        b"X-Forwarded-For": client.encode(),
        b"X-Forwarded-Host": host,
        b"X-Forwarded-Proto": b"http",
    }
    kept += [
        name + b": " + value
        for name, value in forwarded.items()
        if name.lower() not in names
    ]
    kept.append(b"Connection: " + (b"Upgrade" if is_websocket(head) else b"close"))
    return b"\r\n".join([first, *kept]) + b"\r\n\r\n"


class Front:
    """Pass each connection on to the port that serves its request."""

    def __init__(self, http_port, websocket_port):
        self._http_port = http_port
        self._websocket_port = websocket_port

    async def handle(self, reader, writer):
        """Serve one connection of a browser or a platform."""
        with contextlib.suppress(
            ConnectionError, TimeoutError, asyncio.IncompleteReadError
        ):
            async with asyncio.timeout(HEAD_PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
            await self._pass_on(head, reader, writer)
        with contextlib.suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()

    async def _pass_on(self, head, reader, writer):
        port = self._websocket_port if is_websocket(head) else self._http_port
        try:
            from_odoo, to_odoo = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.write(UNAVAILABLE)
            await writer.drain()
            return
        client = writer.get_extra_info("peername")[0]
        to_odoo.write(rewrite(head, client))
        upload = asyncio.create_task(pump(reader, to_odoo))
        try:
            # Odoo closes when it has answered; the browser may keep its side open
            await pump(from_odoo, writer)
        finally:
            upload.cancel()
            to_odoo.close()


async def pump(reader, writer):
    """Copy bytes until the reader ends."""
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(64 * 1024):
            writer.write(data)
            await writer.drain()


async def serve(address, port, front):
    """Listen until the process is stopped."""
    server = await asyncio.start_server(
        front.handle, address, port, limit=HEAD_LIMIT, backlog=512
    )
    async with server:
        await server.serve_forever()


def main():
    """Run the front door of one Odoo."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--websocket-port", type=int, required=True)
    options = parser.parse_args()
    front = Front(options.http_port, options.websocket_port)
    asyncio.run(serve(options.address, options.port, front))


if __name__ == "__main__":
    main()
