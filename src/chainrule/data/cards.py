"""The cards of the data sets: what each is, under which licence, where it comes from, and how its bytes are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chainrule.machine import FASHION_MNIST


@dataclass(frozen=True)
class Member:
    """A file as it is used, unpacked: its name, its bytes, and their SHA-256."""

    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True)
class Download:
    """A file as it is served: where, in the order to be tried, and which members it holds.

    `packing` is "" (the member itself), "gzip" (one member) or "tar.gz" (members under `inside`/).
    """

    name: str
    size: int  # bytes on the wire, as the official address serves it; tells the progress and the room needed
    addresses: tuple[str, ...]
    members: tuple[Member, ...]
    packing: str = ""
    inside: str = ""
    sha256: str | None = None  # of the file as it is served; None where mirrors pack the same bytes differently


@dataclass(frozen=True)
class Card:
    """What is known about a data set before any of it is here."""

    name: str
    title: str
    licence: str
    source: str
    about: str
    kind: str  # pictures | text | points
    classes: tuple[str, ...] = ()
    downloads: tuple[Download, ...] = ()  # none: it comes with the package
    also_in: tuple[str, ...] = ()  # folders where a system's package manager puts it

    @property
    def members(self) -> tuple[Member, ...]:
        return tuple(member for download in self.downloads for member in download.members)

    @property
    def size(self) -> int:
        """Bytes of the unpacked files."""
        return sum(member.size for member in self.members)

    @property
    def packed_size(self) -> int:
        """Bytes that are fetched."""
        return sum(download.size for download in self.downloads)


def _idx(bases: tuple[str, ...], *files: tuple[str, int, int, str]) -> tuple[Download, ...]:
    """Gzipped IDX files (name, bytes packed, bytes unpacked, SHA-256 unpacked), each at all of `bases`."""
    return tuple(
        Download(f"{name}.gz", packed, tuple(f"{base}{name}.gz" for base in bases), (Member(name, size, sha),), "gzip")
        for name, packed, size, sha in files
    )


def _text(member: Member, address: str) -> tuple[Download, ...]:
    return (Download(member.name, member.size, (address,), (member,)),)


DIGITS = tuple("0123456789")

_MNIST = Card(
    "mnist",
    "MNIST",
    "CC BY-SA 3.0; copyright Yann LeCun and Corinna Cortes",
    "LeCun, Cortes, Burges: The MNIST database of handwritten digits (1998), http://yann.lecun.com/exdb/mnist/",
    "70,000 handwritten digits, 28 x 28, grey",
    "pictures",
    DIGITS,
    _idx(
        ("https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/"),
        (
            "train-images-idx3-ubyte", 9_912_422, 47_040_016,
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        ),
        (
            "train-labels-idx1-ubyte", 28_881, 60_008,
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        ),
        (
            "t10k-images-idx3-ubyte", 1_648_877, 7_840_016,
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        ),
        (
            "t10k-labels-idx1-ubyte", 4_542, 10_008,
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
    ),
)  # fmt: skip

_FASHION = Card(
    "fashion-mnist",
    "Fashion-MNIST",
    "MIT; copyright 2017 Zalando SE",
    "Xiao, Rasul, Vollgraf: Fashion-MNIST (2017), https://github.com/zalandoresearch/fashion-mnist",
    "70,000 pieces of clothing, 28 x 28, grey",
    "pictures",
    (
        "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ),
    _idx(
        ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
        (
            "train-images-idx3-ubyte", 26_421_880, 47_040_016,
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        ),
        (
            "train-labels-idx1-ubyte", 29_515, 60_008,
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        ),
        (
            "t10k-images-idx3-ubyte", 4_422_102, 7_840_016,
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        ),
        (
            "t10k-labels-idx1-ubyte", 5_148, 10_008,
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        ),
    ),
    (FASHION_MNIST,),
)  # fmt: skip

# The archive's SHA-256 and those of its parts are as published by others who checked the official archive (TensorFlow
# Datasets; torchvision for Ruby); its author publishes the archive's MD5, c32a1d4ab5d03f1284b67883e8d87530.
_CIFAR10 = Card(
    "cifar10",
    "CIFAR-10",
    "none stated; its author asks to be cited",
    "Krizhevsky: Learning Multiple Layers of Features from Tiny Images (2009), https://www.cs.toronto.edu/~kriz/cifar.html",
    "60,000 photographs of ten kinds of thing, 32 x 32, colour",
    "pictures",
    ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    (
        Download(
            "cifar-10-binary.tar.gz",
            170_052_171,
            ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
            tuple(
                Member(name, 30_730_000, sha)
                for name, sha in (
                    ("data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
                    ("data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
                    ("data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
                    ("data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
                    ("data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
                    ("test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
                )
            ),
            "tar.gz",
            "cifar-10-batches-bin",
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        ),
    ),
)

CIFAR10_JPEG = Member(
    "cifar10-jpeg.npz", 55_792_477, "fdef8a4f8ffc8d30250e96c70293706a31eeb1af139bf284db10b42d65dca644"
)

_NAMES = Card(
    "names",
    "names.txt of makemore",
    "public domain (names counted by the US Social Security Administration); makemore is MIT",
    "Karpathy: makemore (2022), https://github.com/karpathy/makemore",
    "32,033 first names, one a line, lower case",
    "text",
    downloads=_text(
        Member("names.txt", 228_145, "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d"),
        "https://raw.githubusercontent.com/karpathy/makemore/master/names.txt",
    ),
)

_SHAKESPEARE = Card(
    "tinyshakespeare",
    "Tiny Shakespeare",
    "public domain (Shakespeare's plays); char-rnn is MIT",
    "Karpathy: char-rnn (2015), https://github.com/karpathy/char-rnn",
    "1,115,394 characters of the plays, 65 of them distinct",
    "text",
    downloads=_text(
        Member("tinyshakespeare.txt", 1_115_394, "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"),
        "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
    ),
)

_EMOJI_FILES = tuple(
    f"https://{host}/emoji-datasource-google@16.0.0/" for host in ("cdn.jsdelivr.net/npm", "unpkg.com")
)
_EMOJI = Card(
    "emoji",
    "Emoji of Google (Noto), by name",
    "pictures: Apache-2.0, copyright Google; list of names: MIT, copyright 2013 Cal Henderson",
    "emoji-datasource-google 16.0.0 (npm), https://github.com/iamcal/emoji-data",
    "1,911 pictures, 32 x 32, colour, each with a name of a few words",
    "pictures",
    downloads=tuple(
        Download(name, size, tuple(f"{base}{path}{name}" for base in _EMOJI_FILES), (Member(name, size, sha),))
        for path, name, size, sha in (
            ("", "emoji.json", 1_313_457, "1d602e65be88772bf8cc368ce16b855d719eeddbafe128d471b80203f494d29f"),
            (
                "img/google/sheets/", "32.png", 5_806_664,
                "b417e9f6cd4bbc10656bbfd5e13b6e9a2545b55e6a4cf7312d75be1faaa34952",
            ),
        )
    ),
)  # fmt: skip

_DIGITS = Card(
    "digits",
    "Optical recognition of handwritten digits (test part)",
    "CC BY 4.0",
    "Alpaydin, Kaynak (1998), UCI Machine Learning Repository, https://doi.org/10.24432/C50P49",
    "1,797 handwritten digits, 8 x 8, grey; comes with the package",
    "pictures",
    DIGITS,
)

_MOONS = Card(
    "moons",
    "Two moons",
    "made by chainrule.data.two_moons",
    "the idea and the name are those of scikit-learn's make_moons",
    "1,000 points of two interleaving half circles, with noise; made when asked for",
    "points",
    ("upper", "lower"),
)

CARDS: Mapping[str, Card] = MappingProxyType(
    {card.name: card for card in (_MNIST, _FASHION, _CIFAR10, _EMOJI, _NAMES, _SHAKESPEARE, _DIGITS, _MOONS)}
)


def names() -> tuple[str, ...]:
    """The names that `load` knows.

    >>> names()
    ('mnist', 'fashion-mnist', 'cifar10', 'emoji', 'names', 'tinyshakespeare', 'digits', 'moons')
    """
    return tuple(CARDS)


def card(name: str) -> Card:
    """The card of a data set. Raises LookupError, with the names there are, for an unknown one.

    >>> card("mnist").title, card("mnist").size
    ('MNIST', 54950048)
    """
    if name not in CARDS:
        raise LookupError(f"no data set is called {name!r}; there are {', '.join(CARDS)}")
    return CARDS[name]
