"""Verbs about trust: check, verify, keys."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generec.cli.common import fail, home_of, opened, readable, show, table, verb
from generec.domain.errors import GenerecError

COULD_NOT = 3
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True)


@click.command()
@click.argument("file", type=_FILE)
@verb()
def check(file: Path, home: Path | None, as_json: bool) -> None:
    """All fidelity checks on a file, with evidence. Exit 0 clean, 1 a finding, 3 could not check."""
    try:
        with opened(home, absent="borrow") as system, readable(file) as path:
            verdicts = system.check(path)
    except GenerecError as error:
        fail(error, as_json=as_json, status=COULD_NOT)
    rows = [(v.outcome, v.check, "" if v.score is None else f"{v.score:.3f}", v.evidence) for v in verdicts]
    show(
        {"file": str(file), "verdicts": [v.model_dump(mode="json") for v in verdicts]},
        as_json=as_json,
        text=lambda: table(rows, head=("outcome", "check", "score", "evidence")),
    )
    if any(v.detail.get("failed") for v in verdicts):
        sys.exit(COULD_NOT)
    sys.exit(0 if all(v.outcome == "pass" for v in verdicts) else 1)


@click.command()
@click.argument("file", type=_FILE)
@verb()
def verify(file: Path, home: Path | None, as_json: bool) -> None:
    """Provenance of a file: signature, mark, recipe, parents. Exit 0 clean, 1 finding, 3 could not check.

    "unaltered" (exit 0, "trusted" false) is a seal that holds, by a signer that this home does not know.
    """
    try:
        with opened(home, absent="borrow") as system, readable(file) as path:
            found = system.verify(path)
    except GenerecError as error:
        fail(error, as_json=as_json, status=COULD_NOT)
    show(
        {**found.record(), "file": str(file)},
        as_json=as_json,
        text=lambda: "\n".join([found.state, *found.findings]),
    )
    sys.exit(1 if found.state == "finding" else 0)


@click.group()
def keys() -> None:
    """Server keys, viewer tokens, operators' accounts and the signing certificate."""


@keys.command()
@click.option("--name", default="server", show_default=True, help="What the key is for.")
@verb()
def new(name: str, home: Path | None, as_json: bool) -> None:
    """Make a server key: it may act for every viewer. It is shown once and kept only as a hash."""
    from generec.serving.keys import Keys

    key = Keys(home_of(home) / "keys").new(name)
    show({"name": name, "key": key}, as_json=as_json, text=lambda: key)


@keys.command("list")
@verb()
def list_keys(home: Path | None, as_json: bool) -> None:
    """The server keys there are, by name."""
    from generec.serving.keys import Keys

    names = Keys(home_of(home) / "keys").names()
    show(names, as_json=as_json, text=lambda: "\n".join(names) or "no server keys")


@keys.command()
@click.argument("name")
@verb()
def revoke(name: str, home: Path | None, as_json: bool) -> None:
    """Make a server key worthless."""
    from generec.serving.keys import Keys

    Keys(home_of(home) / "keys").revoke(name)
    show({"revoked": name}, as_json=as_json, text=lambda: f"revoked {name}")


@keys.command()
@click.argument("user")
@click.option(
    "--minutes",
    type=click.FloatRange(1, 7 * 24 * 60),
    default=60,
    show_default=True,
    help="How long it is good.",
)
@verb()
def token(user: str, minutes: float, home: Path | None, as_json: bool) -> None:
    """A signed token for a page: good for one viewer only, and for a short time."""
    from generec.serving.keys import Keys

    text = Keys(home_of(home) / "keys").token(user, seconds=minutes * 60)
    show({"user": user, "token": text}, as_json=as_json, text=lambda: text)


@keys.command()
@click.argument("name")
@click.option("--remove", is_flag=True, help="Take the account away instead; it is signed out at once.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password (12 characters or more) from standard input."
)
@verb()
def operator(name: str, remove: bool, password_stdin: bool, home: Path | None, as_json: bool) -> None:
    """An operator's account for the page /studio, or another password for it. The password is shown once."""
    from generec.serving.studio.operators import Operators

    accounts = Operators(home_of(home) / "keys")
    if remove:
        accounts.remove(name)
        show({"removed": name}, as_json=as_json, text=lambda: f"removed {name}")
        return
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    password = accounts.put(name, given)
    told = {"name": name} if password_stdin else {"name": name, "password": password}
    show(told, as_json=as_json, text=lambda: f"kept the password of {name}" if password_stdin else password)


@keys.command()
@verb()
def operators(home: Path | None, as_json: bool) -> None:
    """The operators' accounts there are, by name."""
    from generec.serving.studio.operators import Operators

    names = Operators(home_of(home) / "keys").names()
    show(names, as_json=as_json, text=lambda: "\n".join(names) or "no operators")


@keys.command()
@verb()
def certificate(home: Path | None, as_json: bool) -> None:
    """The certificate of this installation's own authority, for others to trust what it signs (PEM)."""
    with opened(home, absent="make") as system:
        pem = system.certificate()
    show({"certificate": pem}, as_json=as_json, text=lambda: pem.rstrip())


@keys.command()
@click.option(
    "--authority", is_flag=True, help="A new certificate authority, too: others must trust it anew."
)
@click.option(
    "--watermark",
    is_flag=True,
    help="The key of the invisible marks instead; what was marked before is still found.",
)
@verb()
def rotate(authority: bool, watermark: bool, home: Path | None, as_json: bool) -> None:
    """Sign with a new key from now on. What was signed before stays trusted here.

    Certificates of authorities of before lie in keys/trusted: take one away to trust it no longer. Keys of
    marks of before lie in keys/watermarks; each makes verifying a file without a manifest slower.
    """
    if watermark and authority:
        raise click.UsageError("say --authority or --watermark, one at a time")
    if watermark:
        with opened(home, absent="make") as system:
            system.parts.sealer.rotate_watermark()
        told = "marking with a new key; what was marked before is still found"
        show({"watermark": True}, as_json=as_json, text=lambda: told)
        return
    with opened(home, absent="make") as system:
        signing = system.parts.sealer.rotate(at=system.home.clock(), authority=authority)
    until = signing.expires.date().isoformat()
    show(
        {"issuer": signing.issuer, "expires": until, "authority": authority},
        as_json=as_json,
        text=lambda: f"signing as {signing.issuer} with a new key until {until}",
    )


VERBS = (check, verify, keys)
