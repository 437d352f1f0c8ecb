"""The sample pack, which the tests of the sample world need."""

import pytest

from generec.demo import pack


@pytest.fixture(scope="session")
def samples() -> None:
    if pack.missing():
        pytest.skip("the sample pack was not pulled: run `make test`")
