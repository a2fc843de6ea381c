"""Checkpoint files: tensors and JSON in one safetensors file, written whole or not at all, never pickle."""

import contextlib
import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from chainrule.training.problems import CheckpointProblem

FORMAT = "chainrule-checkpoint"
VERSION = 2
Contents = tuple[dict[str, Tensor], dict[str, Any]]


def write(path: Path, tensors: Mapping[str, Tensor], data: Mapping[str, Any], *, keep: Path | None = None) -> None:
    """Write tensors and JSON data to `path`; what was there is then `keep`.

    At every moment, also where the power goes, `path` is the old file or the new one. Raises `CheckpointProblem` where
    the new one cannot be written; the old one stays.
    """
    kept = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}
    text = json.dumps(data)
    about = {"format": FORMAT, "version": str(VERSION), "data": text, "sha256": digest(kept, text)}
    content = safetensors.torch.save(kept, about)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if keep and path.exists():
                set_aside(path, keep)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise CheckpointProblem(cannot_write(path, len(content), error)) from error


def set_aside(path: Path, keep: Path) -> None:
    """Let `keep` be the file that `path` is; `path` is there all the while where the file system knows links."""
    other = path.with_name(f".{keep.name}.{os.getpid()}")
    try:
        other.unlink(missing_ok=True)
        os.link(path, other)
        other.replace(keep)
    except OSError:
        with contextlib.suppress(OSError):
            other.unlink(missing_ok=True)
        path.replace(keep)


def sync_folder(folder: Path) -> None:
    """Have the new names on the disk as well; some systems cannot, and do it anyway."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def cannot_write(path: Path, size: int, error: OSError) -> str:
    """What to say where a checkpoint of `size` bytes could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"the disk is full: {path} ({size / 1e6:,.1f} MB) was not written\n  fix: free some space"
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return f"{path.parent} cannot be written to ({error.strerror})\n  fix: name another folder for the run"
    return f"{path} was not written: {error.strerror or error}\n  fix: name another folder for the run"


def read(path: Path) -> Contents:
    """The tensors and the data of a checkpoint, of which every byte was checked.

    Raises FileNotFoundError where there is none, and `CheckpointProblem` where it is damaged, cut short, no checkpoint
    of this library, or of another version of it.
    """
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            about = file.metadata() or {}
            if about.get("format") != FORMAT:
                raise refused(path, "it was not written by chainrule")
            if about.get("version") != str(VERSION):
                age = "an older" if about.get("version") == "1" else "a newer"
                raise refused(path, f"it was written by {age} chainrule (format {about.get('version')})")
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no dict
    except FileNotFoundError:
        raise
    except OSError as error:
        raise refused(path, f"it cannot be read ({error.strerror or error})") from error
    except safetensors.SafetensorError as error:
        raise refused(path, f"it is damaged or was cut short ({error})") from error
    if digest(tensors, about["data"]) != about.get("sha256"):
        raise refused(path, "its bytes are not those that were written (SHA-256 differs)")
    return tensors, json.loads(about["data"])


def refused(path: Path, why: str) -> CheckpointProblem:
    return CheckpointProblem(f"the checkpoint {path} is refused: {why}")


def digest(tensors: Mapping[str, Tensor], text: str) -> str:
    """SHA-256 of all names, types, shapes and bytes, and of the data."""
    whole = hashlib.sha256(text.encode())
    for name, tensor in sorted(tensors.items()):
        whole.update(f"{name}:{tensor.dtype}:{tuple(tensor.shape)}:".encode())
        whole.update(tensor.reshape(-1).view(torch.uint8).numpy().data if tensor.numel() else b"")
    return whole.hexdigest()
