"""One sentence in a form's place: working, refused, failed."""

from bot.screens.kit import Frame, View, modal, section


def working(frame: Frame, title: str) -> View:
    """The form was taken, and the work goes on; it is replaced by the result."""
    return modal(frame, "working", title, [section(frame.words("notice.working"))])


def progress(frame: Frame, title: str, rows: int) -> View:
    """The same, with how many rows were read so far."""
    return modal(frame, "working", title, [section(frame.words("notice.progress", rows=rows))])


def said(frame: Frame, title: str, text: str) -> View:
    """One sentence."""
    return modal(frame, "notice", title, [section(text)])


def failed(frame: Frame, reference: str) -> str:
    """Something broke that was not foreseen: a number to name, and what holds nevertheless."""
    return frame.words("notice.failed", reference=reference)
