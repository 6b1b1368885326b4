"""A KakaoTalk channel's bot: the answer of a skill server, version 2.0.

Source: Kakao i Open Builder, "Response types and JSON format": an object of `version` and
`template.outputs`, at most three outputs; `simpleText.text` up to 1,000 characters; `textCard` with title
and description of up to 400 characters together, and buttons of up to 14 characters. The bot's server
waits 5 s for the answer.
"""

import json

from haechi.talks.handout import Handout

_TEXT = 1000
_CARD = 400
_LABEL = 14


class KakaoSkill:
    """The warning comes first: nobody should have typed anything before it is read."""

    content_type = "application/json"

    def answer(self, handout: Handout) -> bytes:
        title = handout.title[:_CARD]
        card = {
            "title": title,
            "description": handout.notice[: _CARD - len(title)],
            "buttons": [
                {
                    "action": "webLink",
                    "label": handout.button[:_LABEL],
                    "webLinkUrl": handout.url,
                }
            ],
        }
        outputs = [{"simpleText": {"text": handout.warning[:_TEXT]}}, {"textCard": card}]
        body = {"version": "2.0", "template": {"outputs": outputs}}
        return json.dumps(body, ensure_ascii=False).encode()
