"""Where a page of requests is: a view sets it as `request.calls`, and shared links lead here."""

from dataclasses import dataclass

from haechi.sites.reporter.addresses import address


@dataclass(frozen=True)
class CallsPlace:
    slug: str

    @property
    def form_url(self) -> str:
        return self._at("calls")

    @property
    def receipt_url(self) -> str:
        return self._at("calls-receipt")

    @property
    def check_url(self) -> str:
        return self._at("calls-check")

    @property
    def mine_url(self) -> str:
        return self._at("calls-mine")

    @property
    def supply_url(self) -> str:
        return self._at("calls-supply")

    @property
    def sign_out_url(self) -> str:
        return self._at("calls-sign-out")

    @property
    def upload_url(self) -> str:
        return self._at("calls-upload")

    @property
    def remove_url(self) -> str:
        return self._at("calls-upload-remove")

    @property
    def own_upload_url(self) -> str:
        """For files of what was asked for."""
        return self._at("calls-mine-upload")

    @property
    def own_remove_url(self) -> str:
        return self._at("calls-mine-remove")

    def _at(self, name: str) -> str:
        return address(name, self.slug)
