"""Sessions over the model files."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from generec.domain.errors import ConfigError, MissingModel
from generec.models import manifest, session, verify

pytestmark = pytest.mark.usefixtures("models")


def test_a_session_is_made_once_for_each_number_of_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(session, ["open-nsfw"] * 4))
    assert len({id(one) for one in made}) == 1
    assert session("open-nsfw", 1) is session("open-nsfw", threads=1)
    assert session("open-nsfw", 1).get_session_options().intra_op_num_threads == 1


@pytest.mark.parametrize("name", [file.name for file in manifest() if file.file.endswith(".onnx")])
def test_every_network_runs(name: str) -> None:
    network = session(name, 1)
    kinds = {"tensor(float)": np.float32, "tensor(int64)": np.int64}
    feed = {
        put.name: np.ones(
            [n if isinstance(n, int) else 64 if len(put.shape) == 4 else 16 for n in put.shape],
            kinds[put.type],
        )
        for put in network.get_inputs()
    }
    assert all(np.isfinite(out).all() for out in network.run(None, feed))


def test_a_file_that_is_no_network_is_told() -> None:
    with pytest.raises(ConfigError, match=r"not an ONNX network"):
        session("font-bold")


def test_a_file_that_goes_missing_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session("open-nsfw")
    monkeypatch.setenv("GENEREC_MODELS", str(tmp_path))
    assert {status.state for status in verify()} == {"missing"}
    with pytest.raises(MissingModel, match=r"generec models pull open-nsfw"):
        session("open-nsfw")
