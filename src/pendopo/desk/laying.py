"""Where the desk's files lie, and who of this machine's users may reach them.

One user alone: nobody else reads anything. Where pages and worker run as users of their own
(``desk.signer_users``), what is the desk's is for their group too; what is the signer's is not.
"""

import os
import pwd
import secrets
from pathlib import Path
from typing import Final

from pendopo.programme.programme import Programme

FOLDER: Final = "desk"
SECRETS: Final = "secrets"
PSEUDONYMS: Final = f"{SECRETS}/pseudonyms.key"
DATABASE: Final = "desk.sqlite"
# The tables as one file, while they are backed up from PostgreSQL, and as they are brought back.
DUMP: Final = f"{FOLDER}/tables.copy"
KEY: Final = f"{SECRETS}/desk.key"
_KEY_BYTES = 48
_OURS: Final = (FOLDER, f"{FOLDER}/files", f"{FOLDER}/previews")
# Its group's too, and so is whatever comes to lie in it (inode(7): set-group-ID on a folder).
_SHARED, _PASSED, _ALONE = 0o2770, 0o710, 0o700


class LayingError(Exception):
    """The desk cannot be opened as this user yet: a sentence, and what to do."""


def lay_out(opened: Programme) -> None:
    """Make the folders, and let in who runs pages and worker; what this process makes is so too.

    :raises LayingError: when another user has to do it first, or may not give files to the group
    """
    private, users = opened.place.private, opened.config.desk.signer_users
    if not users:
        os.umask(0o077)
        for name in _OURS:
            (private / name).mkdir(mode=_ALONE, parents=True, exist_ok=True)
        _make_key(private / KEY)
        return
    if os.geteuid() == private.stat().st_uid:
        os.umask(0o077)
        _make_key(private / KEY)
        opened.make_pseudonyms()
        _share(private, pwd.getpwnam(users[0]).pw_gid)
        return
    os.umask(0o007)
    if not os.access(private / FOLDER, os.W_OK):
        raise LayingError(
            f"{private / FOLDER} is not laid out for this user yet; name it in desk.signer_users, "
            f"and run 'pendopo signer' once as the user who owns {private}"
        )


def _share(private: Path, group: int) -> None:
    try:
        for name in (".", SECRETS):
            _give(private / name, group, _PASSED)
        for name in _OURS:
            _give(private / name, group, _SHARED)
        for secret in (KEY, PSEUDONYMS):
            os.chown(private / secret, -1, group)
            (private / secret).chmod(0o640)
        # SQLite gives what it writes beside a database the mode that this has.
        os.close(os.open(private / FOLDER / DATABASE, os.O_CREAT | os.O_RDWR, 0o600))
        (private / FOLDER / DATABASE).chmod(0o660)
    except PermissionError as error:
        raise LayingError(
            f"{private} cannot be given to the group {group}; make this user a member of it, as in "
            f"'usermod -a -G pendopo-desk pendopo'"
        ) from error


def _give(folder: Path, group: int, mode: int) -> None:
    folder.mkdir(mode=_ALONE, exist_ok=True)
    found = folder.stat()
    if found.st_gid != group:
        os.chown(folder, -1, group)
    if found.st_mode & 0o7777 != mode:
        folder.chmod(mode)


def _make_key(path: Path) -> None:
    """Make the key that cookies are signed with, where there is none."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(_KEY_BYTES))
        draft.rename(path)
