"""The desk as two system users, for ``test_two_users``: root becomes one of them in each process.

unshare -m python -m tests.desk.two_users FOLDER
"""

import json
import os
import pwd
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pendopo.programme.programme import Programme
from pendopo.web.desk import prepare
from tests.desk.conftest import SETTINGS, START, Desk

SIGNS, WORKS = "daemon", "nobody"
OFFICE = "Desa Rejo"
CONTENT = b"village,year,households\nRejo,2026,412\n"
_HERE = Path(__file__).parents[2]


def let_in(place: Path) -> None:
    """Let others enter the way to a place, in this process's own view of the disk alone."""
    shut = next((one for one in reversed(place.parents) if not one.stat().st_mode & 1), None)
    if shut is None:
        return
    kept = tempfile.mkdtemp(prefix="pendopo-")
    for words in (
        ["--bind", str(place), kept],
        ["-t", "tmpfs", "-o", "mode=755", "none", str(shut)],
    ):
        subprocess.run(["mount", *words], check=True)
    place.mkdir(parents=True)
    subprocess.run(["mount", "--bind", kept, str(place)], check=True)


def as_user(name: str, act: Callable[[], Any], groups: list[int]) -> int:
    """Do something in a process of a user's own; give its number."""
    number = os.fork()
    if number:
        return number
    found = pwd.getpwnam(name)
    os.setgroups(groups)
    os.setgid(found.pw_gid)
    os.setuid(found.pw_uid)
    code = 1
    try:
        act()
        code = 0
    except BaseException:  # noqa: BLE001  told to whoever started it
        traceback.print_exc()
    finally:
        os._exit(code)


def sign(root: Path) -> None:
    """Own the record, and sign."""
    from pendopo.desk.opening import open_desk
    from pendopo.desk.signer import serve

    opened = Programme.create(root, SETTINGS + f'[desk]\nsigner_users = ["{WORKS}"]\n', START)
    open_desk(opened)
    serve(opened, opened.config.desk.signer_users)


def work(root: Path, told: Path) -> None:
    """Hand in, check, let through and have published."""
    from pendopo.desk.models import Submission
    from pendopo.desk.signer import socket_path
    from pendopo.web.desk import make_application

    while not os.access(root / "pendopo.toml", os.R_OK) or not os.access(root / "private", os.X_OK):
        time.sleep(0.05)
    opened = Programme.open(root, lambda: START)
    while not socket_path(opened).exists():
        time.sleep(0.05)
    os.environ["PENDOPO_HOME"] = str(root)
    desk = Desk(opened, make_application(opened))
    clerk = desk.signed_in("sari", "publisher", OFFICE)
    reviewer = desk.signed_in("budi", "reviewer")
    sent = clerk.upload("/hand-in/", ("a.csv", CONTENT), register="datasets", office=OFFICE).to
    Submission.objects.update(scope={"dataset": "households"}, said={"title": "Households"})
    desk.work()
    clerk.post(f"{sent}send/", sent)
    seen = reviewer.get(sent).text.partition('name="seen" value="')[2][:64]
    reviewer.post(f"{sent}let-through/", sent, seen=seen)
    desk.work()
    one = Submission.objects.get()
    facts = {
        "stage": one.stage,
        "preview": bool(one.version and one.version.preview),
        "reads_keys": os.access(root / "private/keys/log.key", os.R_OK),
        "enters": sorted(
            path.name for path in (root / "private").glob("*") if os.access(path, os.R_OK)
        )
        if os.access(root / "private", os.R_OK)
        else "private/desk alone",
        "faults": [job.fault for job in one.jobs.all() if job.fault],
    }
    told.write_text(json.dumps(facts))


def main(folder: Path) -> None:
    """Be both, and tell what came of it."""
    sys.dont_write_bytecode = True
    prepare()
    for place in {Path(sys.base_prefix), _HERE}:
        let_in(place)
    for name in ("hall", "told"):
        (folder / name).mkdir()
    os.chown(folder / "hall", pwd.getpwnam(SIGNS).pw_uid, pwd.getpwnam(SIGNS).pw_gid)
    (folder / "told").chmod(0o777)
    os.chdir("/")
    group = pwd.getpwnam(WORKS).pw_gid
    signer = as_user(SIGNS, lambda: sign(folder / "hall"), [group])
    worker = as_user(WORKS, lambda: work(folder / "hall", folder / "told" / "facts.json"), [])
    _, status = os.waitpid(worker, 0)
    os.kill(signer, 15)
    os.waitpid(signer, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
