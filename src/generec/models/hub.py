"""Models of the Hugging Face hub: found in the hub's own cache, fetched only when asked."""

from __future__ import annotations

from pathlib import Path

from generec.domain.errors import ConfigError, MissingExtra, MissingModel

PREFIX = "hub:"

# weights as safetensors, or CTranslate2's model.bin: other formats can run code when they are read
_KEPT = [
    *("*.json", "*.txt", "*.model", "README.md", "model*.safetensors", "model.bin"),
    *(f"{part}/diffusion_pytorch_model.safetensors" for part in ("unet", "vae")),
    "text_encoder/model.safetensors",
]


def folder(name: str) -> Path:
    """The local folder of `hub:owner/name@revision`; never reaches the network.

    Raises `MissingModel` when it was not pulled, `MissingExtra` without the extra.
    """
    return _snapshot(name, local=True)


def fetch(name: str) -> Path:
    """Bring `hub:owner/name@revision` into the hub's cache; its folder.

    Raises `ConfigError` when the hub has no such model or cannot be reached, `MissingExtra` without the
    extra.
    """
    return _snapshot(name, local=False)


def _snapshot(name: str, *, local: bool) -> Path:
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
    except ImportError as error:
        raise MissingExtra("hub", what=f"the model {name}") from error
    repo, _, revision = name.removeprefix(PREFIX).partition("@")
    try:
        return Path(
            snapshot_download(repo, revision=revision or None, allow_patterns=_KEPT, local_files_only=local)
        )
    except LocalEntryNotFoundError as error:
        if local:
            raise MissingModel(f"{name} is not here: run `generec models pull {name}`", field=name) from error
        raise ConfigError(f"the hub cannot be reached for {name}: {error}", field=name) from error
    except (HfHubHTTPError, HFValidationError) as error:
        raise ConfigError(f"the hub gives no {name}: {error}", field=name) from error
