"""Tells whether a folder is on a network or kept in step by a cloud service.

File locks do not hold there, and a file that is copied away while it is written is damaged: a
ledger belongs on a disk of its own machine (reliability 2.1).
"""

from __future__ import annotations

from pathlib import Path

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "davfs", "ncpfs"}
)
_REMOTE_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.gvfsd", "fuse.s3", "fuse.google")
_CLOUD = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud": "iCloud",
    "icloud drive": "iCloud",
    "mobile documents": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "jottacloud": "Jottacloud",
    "syncthing": "Syncthing",
}
_MOUNTS = Path("/proc/self/mounts")
_ESCAPES = (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\"))


def shared_because(path: Path, *, mounts: str | None = None) -> str:
    """Return how `path` is shared ("on a network file system (nfs4)"), '' when it is not.

    Args:
        path: a file or folder.
        mounts: the table of mounted file systems; read from the system when None, and where the
            system has none only the names of folders are judged.
    """
    place = path.resolve()
    for part in place.parts:
        name = part.casefold()
        service = _CLOUD.get(name) or _CLOUD.get(name.partition(" - ")[0])
        if service:
            return f"in a folder of {service}"
    kind = _kind_of(place, _mounts() if mounts is None else mounts)
    if kind in _NETWORK or kind.startswith(_REMOTE_FUSE):
        return f"on a network file system ({kind})"
    return ""


def _kind_of(place: Path, mounts: str) -> str:
    """Return the kind of the file system with the longest mount point above `place`."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        _, _, rest = line.partition(" ")
        mounted, _, rest = rest.partition(" ")
        point = Path(_plain(mounted))
        if place.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), rest.partition(" ")[0]
    return kind


def _plain(escaped: str) -> str:
    for escape, sign in _ESCAPES:
        escaped = escaped.replace(escape, sign)
    return escaped


def _mounts() -> str:
    try:
        return _MOUNTS.read_text("utf-8", errors="replace")
    except OSError:
        return ""
