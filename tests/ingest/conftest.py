"""A home made of real stores, and an encoder that needs no model files."""

import json
import sys
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from generec.ingest import Ingest, IngestConfig
from generec.policy.rights import allow
from generec.store import open_blobs, open_features, open_rows, open_vectors


def _module(name: str) -> Any:
    path = Path(__file__).parent / f"{name}.py"
    spec = spec_from_file_location(f"generec_test_{name}", path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@dataclass
class Home:
    ingest: Ingest
    path: Path
    encoder: Any

    def __call__(self, *sources, **options):
        return self.ingest([Path(s) for s in sources], **options)

    @property
    def rows(self):
        return self.ingest.rows

    def item(self, id):
        return self.rows.items.get([id])[id]

    def all(self):
        return {item.id: item for _, item in self.rows.items.changed()}

    def events(self):
        return list(self.rows.events.all())

    def rejects(self, report):
        if report.rejects is None:
            return []
        return [json.loads(line) for line in report.rejects.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def open_home():
    homes = []
    small = _module("small_encoder").SmallEncoder

    def open_at(path: Path, **config) -> Home:
        path.mkdir(exist_ok=True)
        encoder = small()
        rows = open_rows(f"sqlite:///{path}/generec.db")
        homes.append(rows)
        ingest = Ingest(
            IngestConfig(**{"batch": 4, **config}),
            rows,
            open_blobs(f"file://{path}/blobs"),
            open_vectors(path / "vectors"),
            open_features(path / "features"),
            encoder,
            allow,
            path / "rejects",
        )
        return Home(ingest, path, encoder)

    yield open_at
    for rows in homes:
        rows.close()


@pytest.fixture
def home(tmp_path, open_home):
    return open_home(tmp_path / "home")


@pytest.fixture
def src(tmp_path):
    folder = tmp_path / "src"
    folder.mkdir()
    return folder
