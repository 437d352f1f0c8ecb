"""Trust over HTTP: verify a file, what drives the ranking, whom to trust."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import PlainTextResponse
from starlette.datastructures import UploadFile as Uploaded

from generec.domain.errors import DataError
from generec.serving.access import CallerOf, WisherOf
from generec.serving.service import Service, ServiceOf

router = APIRouter(prefix="/v1", tags=["trust"])

_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        },
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    },
}


class Pem(PlainTextResponse):
    """A certificate."""

    media_type = "application/x-pem-file"


@router.post("/verify", openapi_extra={"requestBody": _BODY})
async def verify(request: Request, service: ServiceOf, caller: WisherOf) -> dict[str, Any]:
    """Where a file comes from. Send it as the form field `file`, or as the body itself."""
    form = request.headers.get("content-type", "").lower().startswith("multipart/form-data")
    with tempfile.TemporaryDirectory(prefix="generec-verify-") as folder:
        path = Path(folder) / "file"
        name = await (_from_form if form else _from_body)(request, service, path)
        found = await service.slowly(service.system.verify, path)
    told = {"file": name, "state": found.state, "by": found.by, "findings": list(found.findings)}
    return found.record() | told


async def _from_form(request: Request, service: Service, path: Path) -> str:
    async with request.form(max_files=1, max_fields=8) as form:
        upload = form.get("file")
        if not isinstance(upload, UploadFile | Uploaded):
            raise DataError("send the file as the form field 'file'", field="file")
        await service.call(_copy, upload, path)
        return (upload.filename or "upload")[:255]


def _copy(upload: Uploaded, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(upload.file, target, 1 << 20)


async def _from_body(request: Request, service: Service, path: Path) -> str:
    with path.open("wb") as target:
        async for chunk in request.stream():
            await service.call(target.write, chunk)
    if not path.stat().st_size:
        raise DataError("send a file", field="file")
    return "upload"


@router.get("/parameters")
async def parameters(service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """What drives the ranking, in plain words, the most important first."""
    return {"parameters": await service.call(service.system.parameters)}


@router.get("/certificate", response_class=Pem)
async def certificate(service: ServiceOf) -> PlainTextResponse:
    """The certificate (PEM) that makes this installation's seals trusted. Open to everyone."""
    pem = await service.call(service.system.certificate)
    return Pem(pem)
