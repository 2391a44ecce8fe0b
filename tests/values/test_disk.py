"""What a disk refuses is said the same way everywhere."""

import errno

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
