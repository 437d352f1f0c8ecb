"""The API against its own description, by generated calls (schemathesis)."""

import shutil

import pytest

from generec.serving.app import create_app
from generec.serving.keys import Keys
from generec.system import GeneRec

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402

EXAMPLES = 12
"""Calls of each operation."""

LEFT_OUT = [
    # What a value means (an id that is known, a wish that asks for a change) no schema can say.
    schemathesis.checks.positive_data_acceptance,
    # A bare list, a form or any bytes are taken, too, where the description has the usual body alone.
    schemathesis.checks.negative_data_rejection,
]
HOST = {"Host": "127.0.0.1"}
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def described(filled, tmp_path_factory):
    """The description of a server over a small home."""
    home = tmp_path_factory.mktemp("openapi") / "home"
    shutil.copytree(filled, home)
    with GeneRec.open(home) as system:
        app = create_app(system, loopback=True, keys=Keys(home / "keys"))
        yield schemathesis.openapi.from_asgi("/openapi.json", app, headers=HOST)


def _at_once(body):
    """What would wait for something to be made does not: a minute is for the tests of that."""
    waits = isinstance(body, dict) and isinstance(body.get("wait"), int | float) and body["wait"] > 0
    return {**body, "wait": 0} if waits else body


def _faults(operation) -> list[str]:
    """What is wrong with an operation's answers to generated calls; nothing where all are as described."""

    @QUICK
    @given(case=operation.as_strategy())
    def tried(case):
        case.body = _at_once(case.body)
        case.call_and_validate(headers=HOST, excluded_checks=LEFT_OUT)

    try:
        tried()
    except (BaseExceptionGroup, AssertionError) as error:
        parts = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
        return [f"{operation.method.upper()} {operation.path}: {part}" for part in parts]
    return []


def test_the_api_answers_as_it_says(described):
    """Streams never end and are left out."""
    operations = [found.ok() for found in described.get_all_operations()]
    tried = [one for one in operations if one.path != "/v1/stream"]
    assert len(tried) > 25
    assert [fault for operation in tried for fault in _faults(operation)] == []
