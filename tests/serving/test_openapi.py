"""The API against its own description, by generated calls (schemathesis)."""

import shutil

import pytest

from generec.serving.app import create_app
from generec.serving.keys import Keys
from generec.serving.service import ServingConfig
from generec.system import GeneRec

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402

EXAMPLES = 12
"""Calls of each operation."""

MEANING = {
    # Whether bytes are a film or picture, or text of a form JSON, no schema can say.
    "/v1/verify",
    "/v1/recommend",
}
"""Where what is described rightly may be refused all the same: each other check holds there, too."""

NOBODY = {"/v1/feedback"}
"""The same where neither token nor body says who is watching: a token may, so that the body need not."""
HOST = {"Host": "127.0.0.1"}
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


PATIENT = ServingConfig(calls_a_minute=100_000, wishes_a_minute=100_000, loads_a_minute=100_000)
"""A refusal for too many calls would pass for any answer."""


@pytest.fixture(scope="module", params=["open", "viewer"])
def caller(request) -> str:
    """Whoever sits at this machine, or the page of a viewer, by a token."""
    return request.param


@pytest.fixture(scope="module")
def described(caller, filled, tmp_path_factory):
    """The description of a server over a small home, and the headers of a call."""
    home = tmp_path_factory.mktemp("openapi") / "home"
    shutil.copytree(filled, home)
    with GeneRec.open(home) as system:
        keys = Keys(home / "keys")
        app = create_app(system, loopback=True, keys=keys, config=PATIENT)
        token = {"Authorization": f"Bearer {keys.token('v1', 3600)}"} if caller == "viewer" else {}
        yield schemathesis.openapi.from_asgi("/openapi.json", app, headers=HOST), HOST | token


WAIT = {"/v1/recommend", "/v1/edit", "/v1/create"}


def _at_once(case) -> None:
    """What would wait for something to be made does not: a minute is for the tests of that."""
    if case.path in WAIT and isinstance(case.body, dict):
        wait = case.body.get("wait", 1)
        if isinstance(wait, int | float) and wait > 0:
            case.body = {**case.body, "wait": 0}


def _faults(operation, headers, left_out) -> list[str]:
    """What is wrong with an operation's answers to generated calls; nothing where all are as described."""

    @QUICK
    @given(case=operation.as_strategy())
    def tried(case):
        _at_once(case)
        case.call_and_validate(headers=headers, excluded_checks=left_out)

    try:
        tried()
    except (BaseExceptionGroup, AssertionError) as error:
        parts = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
        return [f"{operation.method.upper()} {operation.path}: {part}" for part in parts]
    return []


def test_the_api_answers_as_it_says(described, caller):
    """By every check that schemathesis has. Streams never end and are left out."""
    schema, headers = described
    operations = [found.ok() for found in schema.get_all_operations()]
    tried = [one for one in operations if one.path != "/v1/stream"]
    assert len(tried) > 25
    free = MEANING | (NOBODY if caller == "open" else set())
    assert free < {one.path for one in tried}
    acceptance = [schemathesis.checks.positive_data_acceptance]
    faults = [_faults(one, headers, acceptance if one.path in free else []) for one in tried]
    assert [fault for found in faults for fault in found] == []
