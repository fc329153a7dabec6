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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from webauthn.helpers import base64url_to_bytes

from pendopo.programme.programme import Programme
from pendopo.programme.signing import Introduction
from pendopo.web.desk import prepare
from tests.desk.authenticator import Authenticator, b64
from tests.desk.conftest import SETTINGS, START, Desk, Visitor

SIGNS, WORKS = "daemon", "nobody"
OFFICE = "Desa Rejo"
CONTENT = b"village,year,households\nRejo,2026,412\n"
# The reviewer's, whose public key the signer's side introduces.
DEVICE = Authenticator("desk.contoh.example")
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

    said = f'[desk]\nsigner_users = ["{WORKS}"]\naddress = "https://{DEVICE.place}"\n'
    opened = Programme.create(root, SETTINGS + said, START)
    asked = Introduction(DEVICE.passkey.vkey, ("approver",), "Inspectorate", "inspectorate")
    opened.signing.introduce(asked, lambda: START)
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
    let_through(reviewer, sent)
    desk.work()
    one = Submission.objects.get()
    facts = {
        "stage": one.stage,
        "preview": bool(one.version and one.version.preview),
        "socket": oct(socket_path(opened).stat().st_mode & 0o777),
        "reads_keys": os.access(root / "private/keys/log.key", os.R_OK),
        "enters": sorted(
            path.name for path in (root / "private").glob("*") if os.access(path, os.R_OK)
        )
        if os.access(root / "private", os.R_OK)
        else "private/desk alone",
        "faults": [job.fault for job in one.jobs.all() if job.fault],
    }
    told.write_text(json.dumps(facts))


def let_through(reviewer: Visitor, sent: str) -> None:
    """Let it through as a reviewer does whose device signs."""
    key = str(kept_by("budi"))
    seen = reviewer.get(sent).text.partition('name="seen" value="')[2][:64]
    reviewer.post(f"{sent}let-through/", sent, seen=seen, key=key)
    page = reviewer.get(f"{sent}approval/").text
    wanted = base64url_to_bytes(page.partition("challenge&quot;: &quot;")[2].partition("&")[0])
    reviewer.post(f"{sent}approval/", f"{sent}approval/", credential=DEVICE.answer(wanted))


def kept_by(name: str) -> int:
    """Put the device into somebody's hands; its number at the desk."""
    from pendopo.desk.models import Passkey, Person

    made = Passkey.objects.create(
        person=Person.objects.get(name=name),
        name="Telepon",
        key_id=b64(DEVICE.key_id),
        public=b64(DEVICE.cose),
        made_at=datetime.now(UTC),
    )
    return int(made.pk)


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
