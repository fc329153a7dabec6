"""Opens a target; each kind's library is loaded only when it is asked for."""

from importlib import import_module
from pathlib import Path

from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.sending.target import Place, Target
from pendopo.terms.wording import say


def opened(place: Place, host_key: str = "", identity: Path | None = None) -> Target:
    """Open a target.

    :param host_key: the host's key or fingerprint; empty to look in ``known_hosts``
    :param identity: the file of a private key; None for the agent's and the user's own
    :raises ArchiveError: when it cannot be reached, or does not let us in
    """
    room = import_module(f"pendopo.exports.sending.{place.kind}")
    found: Target
    if place.kind == "sftp":
        found = room.SftpTarget(place, room.Keys(host_key, identity))
    elif place.kind == "rsync":
        if host_key:
            raise ArchiveError(
                say(
                    "--host-key is for sftp:// only: rsync asks ssh, which looks in known_hosts; "
                    "leave it out"
                )
            )
        found = room.RsyncTarget(place, ["-i", str(identity)] if identity else [])
    else:
        found = room.S3Target(place)
    return found
