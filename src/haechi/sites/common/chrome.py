"""What the frame around every page needs to know: one `SiteChrome` in the context, as `site`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteChrome:
    """Names, links and switches of the page frame.

    `home_url` and `quick_exit_url` may be empty: then no link, no quick-exit button.
    `show_masthead` claims an official government website and is for institutions entitled to it
    (행정기관·공공기관): off by default. `contact_lines` stand in the footer, one a line.
    """

    institution_name: str = ""
    service_name: str = ""
    home_url: str = ""
    quick_exit_url: str = ""
    show_masthead: bool = False
    contact_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One language of the switch; `code` is a BCP 47 tag, `name` the language's own name."""

    code: str
    name: str
    url: str
