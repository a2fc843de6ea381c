"""A site of one's own for a semester: its process, its clock, and the commands of whoever runs it."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.patience import patience
from tests.serving import WORD, address_in

MOVED = Path(__file__).parent / "moved"
BAKU = ZoneInfo("Asia/Baku")


@dataclass
class Semester:
    """The running site. `to(moment)` moves its clock, forward only; from there it runs on."""

    folder: Path
    course: Path
    git: str = ""  # the host of repositories that teams may hand in
    address: str = ""
    process: "subprocess.Popen[str] | None" = None
    environment: dict[str, str] = field(default_factory=dict)
    ahead: float = float("-inf")  # seconds before the machine's clock

    def __post_init__(self) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("CHAINRULE_", "DJANGO_"))}
        kept = {name: os.environ[name] for name in ("CHAINRULE_DATA",) if name in os.environ}
        ours = {
            "CHAINRULE_VAR": str(self.folder / "var"),
            "CHAINRULE_COURSE": str(self.course),
            "CHAINRULE_GIT_HOSTS": self.git,
            "CHAINRULE_TEST_CLOCK": str(self.folder / "clock"),
            "PYTHONPATH": os.pathsep.join([str(MOVED), *filter(None, [os.environ.get("PYTHONPATH")])]),
        }
        self.environment = clean | kept | ours

    def to(self, moment: str) -> None:
        """Move the clock to a moment in Baku."""
        there = datetime.fromisoformat(moment).replace(tzinfo=BAKU)
        ahead = there.timestamp() - time.time()
        assert ahead >= self.ahead, f"the clock moves forward only: {moment} is over"
        self.ahead = ahead
        fresh = self.folder / "clock.new"
        fresh.write_text(repr(ahead))
        fresh.replace(self.folder / "clock")

    def start(self) -> None:
        with (self.folder / "server.log").open("w") as log:
            self.process = subprocess.Popen(
                [*WORD, "serve", "--port", "0", "--workers", "1"],
                env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
            )  # fmt: skip
        self.address = address_in(self.process, r"The course is at (http://\S+)/")

    def command(self, *words: str) -> str:
        """What a command of `chainrule` prints, in the environment of the site."""
        done = subprocess.run(
            [*WORD, *words], env=self.environment, capture_output=True, text=True, timeout=patience(120), check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.communicate(timeout=patience(30))
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.communicate()

    def log(self) -> str:
        return (self.folder / "server.log").read_text()
