"""`haechi call demo`: a real call through the running recorder, and what then stands in the catalogue."""

import argparse
import asyncio
import sys
import time
from datetime import datetime

from haechi.cli.options import default_data
from haechi.common.clock import now
from haechi.recorder.settings import recorder_settings
from haechi.recorder.trial import Trial, TrialFailed, place_call
from haechi.recordings.models import Call
from haechi.recordings.numbers import open_number
from haechi.telephony.plan import Line
from haechi.telephony.plan_file import PlanFile, next_hop
from haechi.telephony.status import read_status
from haechi.telephony.types import Mode

LONGEST_WAIT = 30.0  # seconds until the row stands


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["demo"])
    parser.add_argument(
        "--number", help="걸 번호 / which line to call (default: the first that is recorded)"
    )
    parser.add_argument("--seconds", type=float, default=4.0, help="통화 길이 / how long both talk")


def run(arguments: argparse.Namespace) -> int:
    settings = recorder_settings(default_data())
    plans = PlanFile(settings.folder)
    plans.look()
    status, line = read_status(settings.folder), _line(plans, arguments.number)
    if status is None or not status.get("port") or plans.plan is None:
        return _say(
            "녹취기가 실행되고 있지 않습니다 / the recorder is not running, or no line is assigned"
        )
    if line is None:
        return _say("그런 회선이 없습니다 / there is no such line")
    begun = now()
    print(f"☎ {line.number} ({line.mode or '-'})", flush=True)
    hop = next_hop(plans.plan.next_hop)
    try:
        trial = asyncio.run(
            place_call((settings.host, int(status["port"])), line.number, hop, arguments.seconds)
        )
    except TrialFailed as error:
        return _say(f"전화를 걸지 못했습니다 / the call did not come through: {error}")
    _tell(trial)
    if trial.refused is not None or line.mode is None:
        return int(trial.refused is not None)
    return _show(begun)


def _line(plans: PlanFile, number: str | None) -> Line | None:
    if number:
        found = plans.line(number)
        return found[1] if found else None
    lines = [line for one in (plans.plan.institutions if plans.plan else ()) for line in one.lines]
    return next((line for line in lines if line.mode is Mode.FULL), lines[0] if lines else None)


def _tell(trial: Trial) -> None:
    def at(seconds: float | None) -> str:
        return "-" if seconds is None else f"{seconds:.2f} s"

    if trial.refused is not None:
        print(f"  거절 / refused: {trial.refused}")
        return
    print(f"  응답·고지 시작 / answered, notice begins   {at(trial.answered)}")
    print(f"  담당자에게 연결 / official is called       {at(trial.official_called)}")
    print(f"  끊음 / hung up                             {at(trial.ended)}")
    print(
        f"  들은 패킷 / packets heard                  {trial.caller_heard} | {trial.official_heard}"
    )


def _show(begun: datetime) -> int:
    until = time.monotonic() + LONGEST_WAIT
    while (call := Call.objects.filter(begun_at__gte=begun).first()) is None:
        if time.monotonic() > until:
            return _say(
                "목록에 없습니다. 작업자가 실행 중인지 확인하십시오 / no row: is the worker running?"
            )
        time.sleep(0.2)
    caller, called = (open_number(getattr(call, p), call.call, p) for p in ("caller", "called"))
    print(
        f"  목록 / catalogue   {call.begun_at.astimezone():%Y-%m-%d %H:%M:%S} {caller} → {called}"
    )
    print(f"                     {call.mode} · {call.outcome} · {call.talk_seconds} s")
    for proof in call.proofs.all():
        whole = "complete" if proof.is_complete else "cut"
        print(
            f"  고지 / notice      #{proof.notice_id} {proof.begun_ms}–{proof.ended_ms} ms, {whole}"
        )
    for file in call.files.all():
        print(f"  파일 / file        {file.kind} {file.milliseconds} ms, sealed to two desks")
    return 0


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return 1
