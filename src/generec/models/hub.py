"""Models of the Hugging Face hub: found in the hub's own cache, fetched only when asked."""

from __future__ import annotations

from pathlib import Path

from generec.domain.errors import ConfigError, MissingExtra, MissingModel

PREFIX = "hub:"

# weights as safetensors, or CTranslate2's model.bin: other formats can run code when they are read
_KEPT = [
    *("*.json", "*.txt", "*.model", "README.md", "model*.safetensors", "model.bin"),
    *(f"*/{stem}.safetensors" for stem in ("diffusion_pytorch_model", "model")),
    *(f"*/{stem}-?????-of-?????.safetensors" for stem in ("diffusion_pytorch_model", "model")),
]


def folder(name: str) -> Path:
    """The local folder of `hub:owner/name@revision`, whatever `:path` follows; never reaches the network.

    Raises `MissingModel` when it was not pulled, `MissingExtra` without the extra.
    """
    return _snapshot(name, local=True)


def fetch(name: str) -> Path:
    """Bring `hub:owner/name@revision` into the hub's cache; its folder.

    With `:path` behind it, that one file of weights comes alone, and the encoder of pictures beside it.
    Raises `ConfigError` when the hub has no such model or cannot be reached, `MissingExtra` without the
    extra.
    """
    return _snapshot(name, local=False)


def wanted(file: str = "") -> list[str]:
    """Patterns of what is fetched: all that is read, or one file of weights and what belongs to it.

    Raises `ConfigError` for a file in another format.
    """
    if not file:
        return _KEPT
    if not file.endswith(".safetensors"):
        raise ConfigError(f"{file} is no safetensors file; other formats can run code when read", field=file)
    beside = f"{file.rpartition('/')[0]}/image_encoder".lstrip("/")
    return [file, f"{beside}/config.json", f"{beside}/model.safetensors", "README.md"]


def _snapshot(name: str, *, local: bool) -> Path:
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
    except ImportError as error:
        raise MissingExtra("hub", what=f"the model {name}") from error
    repo, _, rest = name.removeprefix(PREFIX).partition("@")
    revision, _, file = rest.partition(":")
    try:
        return Path(
            snapshot_download(
                repo, revision=revision or None, allow_patterns=wanted(file), local_files_only=local
            )
        )
    except LocalEntryNotFoundError as error:
        if local:
            raise MissingModel(f"{name} is not here: run `generec models pull {name}`", field=name) from error
        raise ConfigError(f"the hub cannot be reached for {name}: {error}", field=name) from error
    except (HfHubHTTPError, HFValidationError) as error:
        raise ConfigError(f"the hub gives no {name}: {error}", field=name) from error
