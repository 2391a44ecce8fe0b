"""Where a dialog that saves begins: not in the folder of the program."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from ui import save_place


@pytest.fixture
def asked(qapp, monkeypatch, tmp_path):
    """What each dialog was begun with; the first answer is a file, the next none."""
    documents = tmp_path / "Documents"
    documents.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(documents))
    begun, answers = [], [str(tmp_path / "run.pdf"), ""]

    def answer(*about):
        begun.append(Path(about[2]))
        return answers.pop(0), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    qapp.setProperty("last_saved_in", None)
    yield begun
    qapp.setProperty("last_saved_in", None)


def test_the_first_file_is_offered_to_documents_the_next_beside_it(asked, qtbot, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    assert save_place.ask(parent, "", "run.pdf") == tmp_path / "run.pdf"
    assert save_place.ask(parent, "", "list.csv") is None
    assert asked == [tmp_path / "Documents" / "run.pdf", tmp_path / "list.csv"]


def test_a_folder_that_is_gone_is_not_begun_in(asked, qapp, tmp_path):
    qapp.setProperty("last_saved_in", str(tmp_path / "gone"))
    assert Path(save_place.begin_at("key.txt")) == Path.home() / "key.txt"
