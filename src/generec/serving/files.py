"""Files as responses: one range or the whole, with a strong ETag, never sniffed."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, Final

from anyio import CancelScope, to_thread
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from generec.serving.errors import answer

CHUNK: Final = 256 * 1024
_RANGE: Final = re.compile(r"^bytes=(\d*)-(\d*)$")
_SHOWN: Final = re.compile(r"^(video|image|audio)/(?!svg)[a-z0-9.+-]+$")
_HEADERS: Final = {
    "Accept-Ranges": "bytes",
    # Asked again each time, so that a takedown counts at once; an unchanged file costs a 304.
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def opened(path: Path) -> tuple[BinaryIO, int]:
    """The file and its length. An open file stays readable where its name is taken away."""
    file = path.open("rb")
    return file, os.fstat(file.fileno()).st_size


async def send(request: Request, file: BinaryIO, size: int, *, mime: str | None, tag: str) -> Response:
    """The file, or the range of it that was asked for; closes it at the end.

    `tag` names the content. Several ranges at once are answered by the whole, as HTTP allows.
    """
    etag = f'"{tag}"'
    headers = {**_HEADERS, "ETag": etag}
    if _SHOWN.match(mime or ""):
        headers["Content-Type"] = str(mime)
    else:
        headers |= {"Content-Type": "application/octet-stream", "Content-Disposition": "attachment"}
    if etag in request.headers.get("if-none-match", ""):
        file.close()
        return Response(status_code=304, headers=headers)
    wanted = _range(request, size, etag)
    if wanted is not None and not 0 <= wanted[0] < wanted[1]:
        file.close()
        range_of = {"Content-Range": f"bytes */{size}"}
        return answer(416, "range_not_satisfiable", f"the file has {size} bytes", headers=range_of)
    start, end = wanted or (0, size)
    headers["Content-Length"] = str(end - start)
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if wanted else 200
    if request.method == "HEAD":
        file.close()
        return Response(status_code=status, headers=headers)
    return StreamingResponse(_chunks(file, start, end), status_code=status, headers=headers)


def _range(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """(start, end) with the end exclusive; None for the whole file; (0, 0) for what does not exist."""
    found = _RANGE.match(request.headers.get("range", "").replace(" ", ""))
    if not found or request.headers.get("if-range", etag) != etag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        return (max(0, size - int(last)), size) if int(last) and size else (0, 0)
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    return (start, end) if start < size else (0, 0)


async def _chunks(file: BinaryIO, start: int, end: int) -> AsyncIterator[bytes]:
    try:
        await to_thread.run_sync(file.seek, start)
        left = end - start
        while left > 0:
            chunk = await to_thread.run_sync(file.read, min(CHUNK, left))
            if not chunk:
                break
            left -= len(chunk)
            yield chunk
    finally:
        with CancelScope(shield=True):
            await to_thread.run_sync(file.close)
