"""Somebody who reports with her name."""

from typing import Any

from haechi.sites.reporter.tests.site import Reporter, body, credentials, hidden

NAME = "독고은새뜸"


class Named:
    """Somebody who fills in the two steps."""

    def __init__(self, reporter: Reporter, track: str) -> None:
        self.reporter = reporter
        self.url = f"{reporter.form_url}{track}/"

    def fields(self, **changes: Any) -> dict[str, Any]:
        page = body(self.reporter.client.get(self.url))
        return {
            "draft": hidden(page, "draft"),
            "category": self.reporter.at.category.code,
            "title": "폐수 무단 방류",
            "matter": "밤마다 정화하지 않은 폐수를 내보냅니다.",
            "purpose": "하천이 오염되고 있습니다.",
            "accused_name": "가람산업",
            "me-name": NAME,
            "me-phone": "010-1234-5678",
            "investigation": "yes",
            "prosecution": "no",
        } | changes

    def posts(self, fields: dict[str, Any], url: str = "") -> Any:
        return self.reporter.client.post(url or self.url, fields)

    def reports(self, **changes: Any) -> tuple[str, str]:
        fields = self.fields(**changes) | {"to": "submit", "kind": "drawn"}
        page = body(self.posts(fields))
        return credentials(page)
