"""`python -m tests.fuzzing.worker TARGET FOLDER SECONDS SEED`: fuzzes one target, guided by coverage.

Atheris (libFuzzer) where it is installed. Prints libFuzzer's own lines; a fault's input is left in
FOLDER/found and the process ends with another code than 0.
"""

import importlib
import logging
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, cast

import atheris

if TYPE_CHECKING:
    from tests.fuzzing.targets import Target

SECONDS_FOR_ONE = 100  # far beyond what the busiest machine makes of a slow input
MEGABYTES = 2500
SITE = "requests"


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    seconds, draw = (int(word) for word in sys.argv[3:5])
    logging.disable(logging.CRITICAL)  # what is refused a thousand times a second is told to nobody
    with atheris.instrument_imports(include=["haechi", "django.http.multipartparser"]):
        target = load(name)
    corpus, found = folder / "corpus", folder / "found"
    corpus.mkdir(parents=True, exist_ok=True)
    found.mkdir(exist_ok=True)
    for seed in target.seeds():
        (corpus / sha256(seed).hexdigest()).write_bytes(seed)
    options = [
        f"-max_total_time={seconds}", f"-seed={draw}", f"-timeout={SECONDS_FOR_ONE}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-max_len={target.longest}", f"-artifact_prefix={found}/", "-print_final_stats=1", "-len_control=0",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.modestly)
    atheris.Fuzz()


def load(name: str) -> "Target":
    """The target of that name; imported here, where its coverage begins to be seen.

    Raises:
        KeyError: there is none.
    """
    if name == SITE:
        return cast("Target", importlib.import_module("tests.fuzzing.site").site_target())
    return cast("Target", importlib.import_module("tests.fuzzing.targets").TARGETS[name])


if __name__ == "__main__":
    main()
