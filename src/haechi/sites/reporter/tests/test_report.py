"""Journey 2, from the form to the receipt, without JavaScript (HL-1 … HL-4)."""

import re

from haechi.reports.models import Report
from haechi.sites.reporter.tests.site import Reporter, body, credentials, hidden


def test_the_link_opens_straight_on_the_institutions_form(reporter: Reporter) -> None:
    page = reporter.client.get("/hanbit/")
    assert page.status_code == 200
    assert "한빛구청" in body(page)
    assert 'name="text"' in body(page)
    assert not page.cookies
    assert page["Cache-Control"] == "no-store"


def test_form_review_receipt(reporter: Reporter) -> None:
    fields = reporter.opens_form()
    review = body(reporter.posts(fields | {"to": "review"}))
    assert "상품권을 받는 것을" in review
    assert Report.objects.count() == 0
    kept = {name: hidden(review, name) for name in ("draft", "category", "text", "when", "who")}
    receipt = reporter.posts(kept | {"to": "submit", "kind": "drawn", "files_seen": "0"})
    key, password = credentials(body(receipt))
    assert re.fullmatch(r"\d{4}", password)
    assert len(key) == 6
    assert Report.objects.count() == 1
    assert not receipt.cookies
