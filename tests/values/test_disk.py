"""What a disk refuses is said the same way everywhere."""

import errno
import os
import threading

import pytest

from app.values import disk
from app.values.problem import Outside


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EFBIG, "disk_full"),
        (errno.EROFS, "office.read_only"),
        (errno.EACCES, "office.read_only"),
    ],
)
def test_a_refusal_says_whether_there_is_no_room(number, code):
    with pytest.raises(Outside) as caught, disk.said():
        raise OSError(number, "no")
    assert caught.value.code == code
    assert isinstance(caught.value.__cause__, OSError)


def test_a_lock_that_is_held_is_no_refusal_of_the_disk():
    with pytest.raises(TimeoutError), disk.said():
        raise TimeoutError


def test_a_file_is_read_whole_up_to_the_most_that_is_wanted(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"12345")
    assert disk.content(path, 5) == b"12345"
    assert disk.content(path, 4) is None
    with pytest.raises(OSError, match="No such file"):
        disk.content(tmp_path / "gone.csv", 5)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_has_no_size_is_read_no_further_than_that(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"123456",))
    writer.start()
    assert disk.content(pipe, 5) is None
    writer.join()
