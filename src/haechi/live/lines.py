"""A line of a thread: the page on which it was written shows it by the answer, every other is woken for it."""

from collections.abc import Iterable

from haechi.live.services import report_topic


def line_topic(report_id: object, page: str, line: int) -> str:
    """`page`: the opening of a page that shows the line already, "" for none."""
    return f"{report_topic(report_id)}#{page}:{line}" if page else report_topic(report_id)


class OwnLines:
    """The lines of one thread that one page wrote since its stream last looked at the thread."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        self.lines: set[int] = set()

    def has_others(self, page: str, told: Iterable[str]) -> bool:
        """Whether more was told of the thread (what stood behind its topic) than this page's own lines."""
        others = False
        for said in told:
            by, _, line = said.partition(":")
            if by == page:
                self.lines.add(int(line))
            else:
                others = True
        return others

    def forget(self, up_to: int) -> None:
        """The stream has looked at what stood up to this line."""
        self.lines = {line for line in self.lines if line > up_to}
