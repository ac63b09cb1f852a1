"""Writing a result."""
import os
import stat
import tempfile


def write(path, text):
    """As `tokroof -o` does: never half-written; a link's target is written, its mode and owner stay; devices and pipes are
    written through."""
    target = os.path.realpath(path)
    try:
        old = os.stat(path)
    except FileNotFoundError:
        old = None
    if old is not None and not stat.S_ISREG(old.st_mode):
        if stat.S_ISBLK(old.st_mode) or stat.S_ISSOCK(old.st_mode):
            raise OSError(f"{os.fspath(path)!r} is neither a file nor a pipe")
        with open(path, "w", encoding="utf-8") as file:  # a folder is refused
            file.write(text)
        return
    if old is not None and not os.access(path, os.W_OK):
        raise PermissionError(f"{os.fspath(path)!r} may not be written")
    mask = os.umask(0)
    os.umask(mask)
    try:
        handle, beside = tempfile.mkstemp(prefix=os.path.basename(target) + ".", suffix=".part", dir=os.path.dirname(target))
    except OSError as error:  # names the file that was asked for, not the one beside it
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
            if old is not None:
                os.chown(handle, old.st_uid, old.st_gid)
            os.chmod(handle, stat.S_IMODE(old.st_mode) if old is not None else 0o666 & ~mask)
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise
