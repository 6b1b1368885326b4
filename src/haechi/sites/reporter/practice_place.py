"""Where a page of a practice day is: its mark, and the addresses that keep the trainee in practice.

A view sets it as `request.practice`; shared templates then mark title and heading, and
`addresses.check_path` leads their links here.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from haechi.sites.reporter.addresses import address


@dataclass(frozen=True)
class PracticePlace:
    """By the institution's and the session's codes."""

    slug: str
    code: str

    @property
    def mark(self) -> str:
        """Before every title and heading: `[연습] `."""
        return f"[{_('Practice')}] "

    @property
    def real_url(self) -> str:
        return address("form", self.slug)

    @property
    def form_url(self) -> str:
        return self._at("practice")

    @property
    def upload_url(self) -> str:
        return self._at("practice-upload")

    @property
    def remove_url(self) -> str:
        return self._at("practice-upload-remove")

    @property
    def receipt_url(self) -> str:
        return self._at("practice-receipt")

    @property
    def check_url(self) -> str:
        return self._at("practice-check")

    @property
    def thread_url(self) -> str:
        return self._at("practice-thread")

    @property
    def message_url(self) -> str:
        return self._at("practice-message")

    @property
    def sign_out_url(self) -> str:
        return self._at("practice-sign-out")

    def _at(self, name: str) -> str:
        return address(name, self.slug, self.code)
