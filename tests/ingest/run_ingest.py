"""Run one ingest in a process of its own: home, source. Says `go` when the work begins."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from small_encoder import SmallEncoder

from generec.ingest import Ingest, IngestConfig
from generec.policy.rights import allow
from generec.store import open_blobs, open_features, open_rows, open_vectors


def main(home: Path, source: Path) -> None:
    ingest = Ingest(
        IngestConfig(batch=4),
        open_rows(f"sqlite:///{home}/generec.db"),
        open_blobs(f"file://{home}/blobs"),
        open_vectors(home / "vectors"),
        open_features(home / "features"),
        SmallEncoder(),
        allow,
        home / "rejects",
    )
    sys.stdout.write("go\n")
    sys.stdout.flush()
    ingest([source], rights="own")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
