"""Blobs in S3 keep the contract of blobs, on a local server that speaks its protocol.

Needs the extra s3 and `moto[s3,server]`.
"""

import uuid
from collections.abc import Iterator

import pytest
from contract_blobs import BlobsContract

from generec.store import open_blobs
from generec.store.interface import Blobs

s3fs = pytest.importorskip("s3fs")
moto = pytest.importorskip("moto.server")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


class TestS3Blobs(BlobsContract):
    @pytest.fixture
    def blobs(self, server: str, monkeypatch: pytest.MonkeyPatch) -> Blobs:
        for name, value in (("ENDPOINT_URL_S3", server), ("ACCESS_KEY_ID", "x"), ("SECRET_ACCESS_KEY", "x")):
            monkeypatch.setenv(f"AWS_{name}", value)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        bucket = f"test-{uuid.uuid4().hex}"
        s3fs.S3FileSystem(skip_instance_cache=True).mkdir(bucket)
        return open_blobs(f"s3://{bucket}/home/blobs")
