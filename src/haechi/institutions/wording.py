"""The standard words of an institution's texts, in Korean and English; plain text, no markup."""

from typing import Final

from haechi.institutions.types import TextKind

DEFAULTS: Final[dict[TextKind, tuple[str, str]]] = {
    TextKind.INTRO: (
        "직접 보거나 들은 일을 아는 만큼만 적어 주십시오. 모르는 것은 비워 두셔도 됩니다.",
        "Write what you saw or heard yourself, as much as you know. What you do not know may stay open.",
    ),
    TextKind.PROMISE: (
        "누가 신고했는지 알아내려 하지 않으며, 신고를 이유로 어떤 불이익도 주지 않습니다.",
        "We do not try to find out who reported, and nobody suffers any disadvantage for reporting.",
    ),
    TextKind.RECEIPT: (
        "신고 창구의 담당자에게 신고가 들어왔다는 것만 알렸습니다. 며칠 뒤 다시 확인해 주십시오."
        " 담당자가 여쭐 것이 있을 수 있고, 이곳에서만 여쭐 수 있습니다.",
        "The officers of the report desk were told that something has arrived. Come back in a few days:"
        " they may have questions, and only here can they ask them.",
    ),
    TextKind.PRIVACY: (
        "신고를 처리하는 데 필요한 내용만 암호화하여 보관하고, 보존 기간이 지나면 파기합니다."
        " 신고자의 이름이나 연락처는 묻지 않습니다.",
        "Only what is needed to handle a report is kept, encrypted, and destroyed when its time is over."
        " We ask for no name and no contact of the reporter.",
    ),
    TextKind.CLOSING: (
        "신고 처리가 끝났습니다. 궁금한 점이 있으면 아래에 글을 남겨 주십시오.",
        "The handling of your report has ended. If anything is unclear, write below.",
    ),
}
LIMIT: Final = 2000
"""Characters of one text in one language."""
