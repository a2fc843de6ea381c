"""Data sets by their names: what each holds, that every byte is checked, and that digits are scikit-learn's."""

import gzip
import hashlib
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from chainrule.data import BrokenData, MissingData, Split, formats, load, names
from chainrule.data.cards import CARDS, CIFAR10_JPEG, card
from chainrule.data.digits import digits

DATA = Path(os.environ.get("CHAINRULE_DATA") or "nowhere")


def needs(*files: str) -> pytest.MarkDecorator:
    missing = [file for file in files if not (DATA / file).exists()]
    return pytest.mark.skipif(bool(missing), reason=f"CHAINRULE_DATA holds no {', '.join(missing)}")


def test_every_card_says_what_it_is_and_where_it_comes_from() -> None:
    for known in CARDS.values():
        assert known.title
        assert known.licence
        assert known.about
        assert known.source
        for each in known.downloads:
            assert each.size > 0
            assert all(address.startswith(("https://", "http://")) for address in each.addresses)
            assert all(len(member.sha256) == 64 and member.size > 0 for member in each.members)
    digests = [member.sha256 for known in CARDS.values() for member in known.members]
    assert len(set(digests)) == len(digests)


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(LookupError, match="no data set is called 'minst'; there are mnist, fashion-mnist, cifar10"):
        load("minst")
    assert set(names()) == set(CARDS)


def test_digits_are_those_of_scikit_learn() -> None:
    from sklearn.datasets import load_digits  # here, not above: it loads SciPy, for seconds, in every worker

    theirs = load_digits()
    counts, labels = digits()
    assert np.array_equal(counts.numpy().reshape(-1, 64), theirs.data)
    assert np.array_equal(labels.numpy(), theirs.target)
    ours = load("digits")
    images = torch.cat([ours.train.images, ours.test.images])
    assert torch.equal((images.float() * 16 / 255).round().to(torch.uint8), counts)
    assert int(images.max()) == 255
    assert torch.equal(torch.cat([ours.train.labels, ours.test.labels]), labels)


def test_moons_are_always_the_same_and_the_test_points_are_others() -> None:
    first, second = load("moons"), load("moons")
    assert torch.equal(first.train.points, second.train.points)
    assert not torch.equal(first.train.points, first.test.points)
    assert (len(first.train), len(first.test)) == (1000, 1000)
    assert first.train.labels.dtype == torch.int64


@pytest.mark.parametrize(("name", "first_labels", "mean"), [
    pytest.param("mnist", [5, 0, 4, 1, 9], 33.3184, marks=needs("mnist")),
    pytest.param("fashion-mnist", [9, 0, 0, 3, 0], 72.9404, marks=pytest.mark.needs("Fashion-MNIST")),
])  # fmt: skip
def test_the_grey_pictures_are_those_that_everybody_knows(name: str, first_labels: list[int], mean: float) -> None:
    data = load(name, download=False)
    assert data.train.images.shape == (60_000, 1, 28, 28)
    assert data.test.images.shape == (10_000, 1, 28, 28)
    assert data.train.images.dtype == torch.uint8
    assert data.train.labels[:5].tolist() == first_labels
    assert data.train.images.double().mean() == pytest.approx(mean, abs=1e-4)
    assert len(data.card.classes) == 10


@needs("names.txt", "tinyshakespeare.txt")
def test_the_texts_are_whole() -> None:
    people, plays = load("names", download=False), load("tinyshakespeare", download=False)
    assert (len(people.lines), people.lines[0]) == (32_033, "emma")
    assert (len(plays.text), len(set(plays.text))) == (1_115_394, 65)
    with pytest.raises(AttributeError, match=r"names is a text: it has \.text and \.lines, and no \.train"):
        _ = people.train


def test_pictures_have_no_text() -> None:
    with pytest.raises(AttributeError, match=r"digits is no text: it has \.train and \.test"):
        _ = load("digits").text


def test_what_is_missing_is_named_with_where_to_get_it_and_where_to_put_it(tmp_path: Path) -> None:
    with pytest.raises(MissingData) as caught:
        load("mnist", folder=tmp_path, download=False)
    message = str(caught.value)
    assert f"MNIST is not in {tmp_path}" in message
    assert f"put by hand into {tmp_path / 'mnist'}" in message
    assert "train-images-idx3-ubyte.gz from https://ossci-datasets.s3.amazonaws.com/mnist/train-images" in message


@needs("mnist")
@pytest.mark.parametrize(("spoil", "words"), [
    (lambda raw: raw[:-1], "it cannot be unpacked"),
    (lambda raw: gzip.compress(gzip.decompress(raw)[:-1]), "it holds only 60,007 bytes where"),
    (lambda raw: gzip.compress(gzip.decompress(raw) + b"x"), "it holds more than 60,008 bytes where"),
    (lambda raw: gzip.compress(gzip.decompress(raw)[:-1] + b"\x09"), "(SHA-256 differs)"),
    (lambda raw: gzip.compress(bytes(10**8)), "it holds more than 60,008 bytes where"),
    (lambda raw: b"", "it holds only 0 bytes where"),
])  # fmt: skip
def test_a_file_that_is_not_whole_is_refused_and_named(spoil, words: str, tmp_path: Path) -> None:
    shutil.copytree(DATA / "mnist", tmp_path / "mnist", copy_function=os.symlink)
    labels = tmp_path / "mnist/train-labels-idx1-ubyte.gz"
    raw = labels.read_bytes()
    labels.unlink()
    labels.write_bytes(spoil(raw))
    with pytest.raises(BrokenData) as caught:
        load("mnist", folder=tmp_path)
    assert f"{labels} is refused" in str(caught.value)
    assert words in str(caught.value)
    assert "chainrule data get mnist" in str(caught.value)


def test_idx_files_whose_header_lies_are_refused() -> None:
    for content in (
        b"",
        b"\0\0\x08",
        b"\0\0\x0d\x01\0\0\0\1\0",
        b"\0\0\x08\x01\0\0\0\2\7",
        b"\0\0\x08\x02\xff\xff\xff\xff",
    ):
        with pytest.raises(ValueError):
            formats.idx(bytearray(content))
    with pytest.raises(ValueError, match=r"says \[4294967295, 4294967295\], but 0 bytes follow"):
        formats.idx(bytearray(b"\0\0\x08\x02" + b"\xff" * 8))


def test_records_of_cifar_are_label_then_planes() -> None:
    record = bytearray([7]) + bytearray([1] * 1024) + bytearray([2] * 1024) + bytearray(range(256)) * 4
    images, labels = formats.cifar_records(record * 3)
    assert images.shape == (3, 3, 32, 32)
    assert labels.tolist() == [7, 7, 7]
    assert images[2, :2].float().mean((1, 2)).tolist() == [1.0, 2.0]
    assert images[2, 2, 1].tolist() == list(range(32, 64))


@needs("cifar10-jpeg.npz")
def test_the_jpeg_copy_says_that_it_is_one_and_is_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chainrule.data.from_files.cache_folder", lambda: tmp_path)
    raw = (DATA / CIFAR10_JPEG.name).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == CIFAR10_JPEG.sha256
    few = _first(raw, 300)
    once = formats.jpeg_arrays(few, tmp_path)
    kept = next(tmp_path.glob("*.safetensors"))
    written = kept.stat().st_mtime_ns
    again = formats.jpeg_arrays(few, tmp_path)
    assert kept.stat().st_mtime_ns == written
    assert once["train"][0].shape == (300, 3, 32, 32)
    for part in ("train", "test"):
        assert torch.equal(once[part][0], again[part][0])
    for spoilt in (kept.read_bytes()[:-1] + b"\xaa", b"", kept.read_bytes()[:1000]):
        kept.write_bytes(spoilt)
        assert torch.equal(formats.jpeg_arrays(few, tmp_path)["train"][0], once["train"][0])


def _first(raw: bytes, count: int) -> bytearray:
    """The first pictures of the JPEG copy."""
    import io

    with np.load(io.BytesIO(raw), allow_pickle=False) as whole:
        parts = {}
        for part in ("train", "test"):
            offsets = whole[f"{part}_offsets"][: count + 1]
            parts |= {
                f"{part}_offsets": offsets,
                f"{part}_jpeg": whole[f"{part}_jpeg"][: offsets[-1]],
                f"{part}_labels": whole[f"{part}_labels"][:count],
            }
    out = io.BytesIO()
    np.savez(out, **parts)
    return bytearray(out.getvalue())


@pytest.mark.slow
@needs("cifar10-jpeg.npz")
def test_the_whole_jpeg_copy_loads_and_calls_itself_one() -> None:
    data = load("cifar10", folder=DATA, download=False)
    assert data.card.title == "CIFAR-10 (JPEG copy)"
    assert data.train.images.shape == (50_000, 3, 32, 32)
    assert data.train.labels.bincount().tolist() == [5000] * 10
    assert data.test.labels.bincount().tolist() == [1000] * 10


def test_a_split_has_a_label_for_each_image() -> None:
    with pytest.raises(ValueError, match="Split: there must be as many of each, got 3 images, 2 labels"):
        Split(torch.zeros(3, 1, 2, 2), torch.zeros(2))


def test_the_folder_is_the_one_given_else_that_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAINRULE_DATA", str(tmp_path / "environment"))
    for folder, expected in ((None, tmp_path / "environment"), (tmp_path / "given", tmp_path / "given")):
        with pytest.raises(MissingData, match=str(expected)):
            load("names", folder=folder, download=False)
    assert card("names").size == 228_145
