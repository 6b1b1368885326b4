"""`plan.json`: how a plan stands in its file."""

from haechi.telephony.plan import Plan
from haechi.telephony.wire import dump, load

PLAN_NAME = "plan.json"


def encode_plan(plan: Plan) -> bytes:
    return dump(plan)


def decode_plan(text: bytes) -> Plan:
    """Raises `wire.Malformed`."""
    return load(Plan, text)
