"""Jobs as institutions have them, and reading codes back from what was drawn."""

from dataclasses import replace
from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image

from haechi.publicity.types import Job, Language, Texts
from haechi.publicity.wording import DEFAULTS

URL = "https://report.hanbit.go.kr/hanbit/e/room301/"
LONGEST_URL = f"https://integrity-reports.hanbit-metropolitan.go.kr/en/{'h' * 40}/e/{'c' * 40}/"
CATEGORIES = {
    Language.KOREAN: (
        "공직자 부조리", "행동강령 위반", "공익신고(공익침해행위)", "부정청탁 등록",
        "클린신고(금품 자진신고)", "하도급 부조리", "갑질",
    ),
    Language.ENGLISH: (
        "Corruption of officials", "Breach of the code of conduct", "Public-interest violation",
        "Improper solicitation", "Gifts declared by the recipient", "Subcontracting abuse",
        "Abuse of power",
    ),
}  # fmt: skip
NAMES = {Language.KOREAN: "한빛구청", Language.ENGLISH: "Hanbit District Office"}


def job(language: Language = Language.KOREAN, *, url: str = URL, **texts: str) -> Job:
    worded: Texts = replace(DEFAULTS[language], **{"contact": "02-1234-5678", **texts})
    return Job(NAMES[language], url, language, worded, CATEGORIES[language])


def rendered(pdf: bytes, dpi: float) -> Image.Image:
    """The first page as ink on paper."""
    document = pypdfium2.PdfDocument(pdf)
    page: Image.Image = document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    document.close()
    return page


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def codes_in(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]
