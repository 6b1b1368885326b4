"""What an exchange wrote becomes sealed calls, or is rejected with a reason (RC-4, RC-12)."""

import io
import json
import os
import signal
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from haechi.common.clock import today
from haechi.crypto.stream import open_stream
from haechi.recorder.importing import Importer
from haechi.recorder.tests.world import FULL, PLAIN, World, until
from haechi.telephony.custody import DayKey, join_halves, open_half
from haechi.telephony.finalising.tests.talking import place, played_back, voice
from haechi.telephony.importing.folder import MISSING, ImportFolder
from haechi.telephony.importing.wanted import FOLDER, KEPT, wanted
from haechi.telephony.places import audio_place
from haechi.telephony.plan_file import PlanFile, encode_plan
from haechi.telephony.records import CallRecord
from haechi.telephony.types import Mode

COLUMNS = {
    "file": "녹음파일",
    "caller": "발신",
    "called": "착신",
    "begun": "시작",
    "seconds": "통화시간",
}
HEAD = "시작,발신,착신,통화시간,녹음파일"
DAY = today() - timedelta(days=2)
WHEN = f"{DAY} 09:30:00"


class Exchange:
    def __init__(self, world: World) -> None:
        self.world, self.folder = world, world.data / "import"
        for name in ("import", "done", "journal"):
            (world.data / name).mkdir()
        self.map()
        self.offer(today(), DAY)
        self.imports = ImportFolder(world.data, PlanFile(world.data))

    def offer(self, *days: date, keeps: int = 30) -> None:
        """A plan with keys of these days."""
        plan = self.world.plan()
        first = replace(
            plan.institutions[0],
            days=tuple(DayKey(day, self.world.day.public) for day in days),
            keeps_days=keeps,
        )
        fresh = replace(plan, institutions=(first, *plan.institutions[1:]))
        (self.world.data / "plan.json").write_bytes(encode_plan(fresh))

    def map(self, **how) -> None:
        (self.folder / "mapping.json").write_text(json.dumps({"columns": COLUMNS, **how}))

    def table(self, *lines: str, encoding: str = "utf-8", name: str = "cdr.csv") -> Path:
        return self.put(name, "\n".join((HEAD, *lines, "")).encode(encoding))

    def put(self, name: str, content: bytes, age: float = 60) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        os.utime(path, (time.time() - age, time.time() - age))
        return path

    def names(self, *folders: str) -> set[str]:
        found = (self.folder / each for each in folders or ("",))
        return {
            path.name
            for each in found
            if each.exists()
            for path in each.iterdir()
            if path.is_file()
        }

    def reason(self, name: str) -> str:
        return (self.folder / "rejected" / f"{name}.reason").read_text()

    def sound(self, record: CallRecord) -> tuple[np.ndarray, int]:
        (file,) = record.files
        world = self.world
        key = join_halves(
            open_half(file.shares.custodian, world.day, world.custodian),
            open_half(file.shares.approver, world.day, world.approver),
        )
        with (world.data / "done" / file.name).open("rb") as sealed:
            return played_back(b"".join(open_stream(sealed, key, audio_place(record.call))))


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    world = World(tmp_path)
    world.prepare()
    return Exchange(world)


def audio(codec: str, *channels: np.ndarray, form: str = "wav") -> bytes:
    sound = io.BytesIO()
    layout = "mono" if len(channels) == 1 else "stereo"
    with av.open(sound, "w", format=form) as target:
        stream = cast("AudioStream", target.add_stream(codec, rate=8000, layout=layout))
        stream.bit_rate = 64_000
        samples = np.stack(channels, axis=1).reshape(1, -1)
        frame = AudioFrame.from_ndarray(samples, format="s16", layout=layout)
        frame.sample_rate = 8000
        for packet in (*stream.encode(frame), *stream.encode(None)):
            target.mux(packet)
    return sound.getvalue()


@pytest.mark.parametrize("codec", ["pcm_mulaw", "pcm_alaw", "pcm_s16le"])
def test_a_stereo_wav_becomes_a_sealed_call_and_nothing_plain_stays(exchange: Exchange, codec):
    citizen, official = voice(4, 1), voice(4, 2)
    exchange.put("a.wav", audio(codec, citizen, official))
    exchange.table(f"{WHEN},010-1234-5678,{FULL},4,a.wav")
    assert exchange.imports.look().calls == 1
    (record,) = exchange.world.records()
    assert (record.mode, record.caller, record.called) == (Mode.IMPORTED, "01012345678", FULL)
    assert record.begun_at == datetime.fromisoformat(f"{WHEN}+09:00").timestamp()
    assert record.ended_at - record.begun_at == 4
    assert (record.line, record.department) == (10, 7)
    sound, rate = exchange.sound(record)
    assert rate == 8000
    for channel, said in enumerate((citizen, official)):
        likeness, at = place(sound[:, channel], said)
        assert likeness >= 0.99
        assert at <= 2
    assert exchange.names() == {"mapping.json"}
    assert exchange.names("done") == {"a.wav.json"}
    plain = b"".join(path.read_bytes() for path in exchange.world.data.rglob("*") if path.is_file())
    assert b"01012345678" not in plain
    assert b"010-1234-5678" not in plain


def test_a_mono_mp3_and_an_outgoing_call_in_another_format(exchange: Exchange):
    exchange.map(date_format="%d.%m.%Y %H:%M", zone="UTC", encoding="cp949", delimiter=";")
    said = voice(4, 1)
    exchange.put("b.mp3", audio("libmp3lame", said, form="mp3"))
    line = f"{DAY:%d.%m.%Y} 09:30;{FULL};+82 10 1234 5678;0:04;b.mp3"
    exchange.put("t.CSV", f"{HEAD.replace(',', ';')}\n{line}\n".encode("cp949"))
    assert exchange.imports.look().calls == 1
    (record,) = exchange.world.records()
    assert (record.line, record.called) == (10, "01012345678")
    assert record.begun_at == datetime.fromisoformat(f"{WHEN}+00:00").timestamp()
    sound, _ = exchange.sound(record)
    assert np.array_equal(sound[:, 0], sound[:, 1])
    assert place(sound[:, 0], said)[0] >= 0.95  # MP3 loses some


def test_channels_are_turned_where_the_exchange_has_them_the_other_way(exchange: Exchange):
    exchange.map(left_is_caller=False, keep_originals=True)
    citizen, official = voice(3, 1), voice(3, 2)
    exchange.put("a.wav", audio("pcm_s16le", official, citizen))
    exchange.table(f"{WHEN},01012345678,{FULL},3,a.wav")
    exchange.imports.look()
    sound, _ = exchange.sound(exchange.world.records()[0])
    assert place(sound[:, 0], citizen)[0] >= 0.99
    assert exchange.names("done") == {"a.wav", "a.wav.json", "cdr.csv"}


def test_the_same_audio_twice_has_the_same_mark_by_which_the_catalogue_takes_it_once(
    exchange: Exchange,
):
    for name in ("a.wav", "b.wav"):
        exchange.put(name, audio("pcm_s16le", voice(3, 1)))
        exchange.table(f"{WHEN},01012345678,{FULL},3,{name}")
        exchange.imports.look()
    first, second = exchange.world.records()
    assert first.session == second.session
    assert len(first.session) == 64


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"{WHEN},01012345678,0299999999,3,a.wav", "no line has either number"),
        (f"{WHEN},01012345678,{PLAIN},3,a.wav", "not switched on"),
        (f"{WHEN},01012345678,{FULL},300,a.wav", "not as long as the call"),
        (f"2099-01-01 00:00:00,01012345678,{FULL},3,a.wav", "time cannot be right"),
    ],
)
def test_a_call_that_is_not_ours_to_keep_is_rejected_with_its_audio(exchange: Exchange, line, said):
    exchange.put("a.wav", audio("pcm_s16le", voice(3, 1)))
    exchange.table(line)
    assert exchange.imports.look().rejected == 1
    assert said in exchange.reason("a.wav")
    assert exchange.world.records() == []
    assert not list((exchange.world.data / "done").iterdir())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "read"), (b"RIFF\xff\xff\xff\xffWAVEfmt ", "read"), (b"#EXTM3U\n/etc/passwd\n", "read"),
        (audio("pcm_s16le", voice(0.1, 1))[:44], "read"),
        (audio("flac", voice(1, 1), form="flac"), "neither"),
    ],
)  # fmt: skip
def test_what_is_no_audio_of_an_exchange_is_rejected(exchange: Exchange, content, said):
    exchange.put("a.wav", content)
    exchange.table(f"{WHEN},01012345678,{FULL},0,a.wav")
    assert exchange.imports.look().rejected == 1
    assert said in exchange.reason("a.wav")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("yesterday,01012345678,1,3,a.wav", "time"),
        (f"{WHEN},0101234567x,1,3,a.wav", "number"),
        (f"{WHEN},01012345678,1,-3,a.wav", "length"),
        (f"{WHEN},01012345678,1,3,../plan.json", "plain name"),
        (f"{WHEN},01012345678,1,3,done/a.wav", "plain name"),
        (f"{WHEN},01012345678", "plain name"),
    ],
)
def test_a_line_that_cannot_be_read_rejects_the_table_and_names_the_line(
    exchange: Exchange, line, said
):
    exchange.table(line)
    exchange.imports.look()
    assert exchange.reason("cdr.csv").startswith("line 2: ")
    assert said in exchange.reason("cdr.csv")
    assert "0101234567" not in exchange.reason("cdr.csv")


def test_a_table_waits_for_its_audio_and_for_its_own_end(exchange: Exchange):
    row = f"{WHEN},01012345678,{FULL},3,a.wav"
    table = exchange.table(row)
    exchange.imports.look()
    exchange.put("a.wav", audio("pcm_s16le", voice(3, 1)), age=1)
    exchange.imports.look()
    assert exchange.names() == {"mapping.json", "cdr.csv", "a.wav"}
    exchange.put(table.name, table.read_bytes(), age=MISSING + 60)
    (exchange.folder / "a.wav").unlink()
    exchange.imports.look()
    assert "audio is missing" in exchange.reason("cdr.csv")


def test_a_table_in_another_encoding_or_without_a_column_is_rejected(exchange: Exchange):
    exchange.table(f"{WHEN},1,2,3,가.wav", encoding="cp949")
    exchange.put("b.csv", b"a,b\n1,2\n")
    exchange.imports.look()
    assert "encoding" in exchange.reason("cdr.csv")
    assert "column" in exchange.reason("b.csv")


def test_a_call_is_sealed_to_the_key_of_its_own_day_for_which_it_waits_rc4(exchange: Exchange):
    exchange.offer(today())
    exchange.put("a.wav", audio("pcm_s16le", voice(3, 1)))
    exchange.table(f"{WHEN},01012345678,{FULL},3,a.wav")
    for _ in range(2):
        assert exchange.imports.look().calls == 0
    assert wanted(exchange.world.data) == {1: {DAY}}
    assert exchange.names() == {"mapping.json", "a.wav", "cdr.csv"}
    exchange.offer(today(), DAY)
    assert exchange.imports.look().calls == 1
    (record,) = exchange.world.records()
    assert record.files[0].shares.day == DAY
    assert exchange.names() == {"mapping.json"}


def test_a_call_whose_time_is_over_is_rejected_though_a_key_is_there_rc4(exchange: Exchange):
    exchange.offer(today(), DAY, keeps=1)
    exchange.put("a.wav", audio("pcm_s16le", voice(3, 1)))
    exchange.table(f"{WHEN},01012345678,{FULL},3,a.wav")
    assert exchange.imports.look().rejected == 1
    assert exchange.reason("a.wav") == "its time is over\n"
    assert exchange.world.records() == []


def test_a_day_that_gets_no_key_keeps_no_plain_audio_waiting_rc4(exchange: Exchange, monkeypatch):
    """Its key was destroyed though its period is not over: the worker never answers."""
    exchange.offer(today())
    exchange.put("a.wav", audio("pcm_s16le", voice(3, 1)))
    exchange.table(f"{WHEN},01012345678,{FULL},3,a.wav")
    os.utime(exchange.folder / "cdr.csv", (5, 5))  # that the table is old says nothing
    assert exchange.imports.look().rejected == 0
    asked = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: asked + MISSING + 1)
    assert exchange.imports.look().rejected == 1
    assert exchange.reason("a.wav") == "its time is over\n"
    assert exchange.names() == {"mapping.json"}
    exchange.offer(today(), DAY)  # it came after all
    exchange.put("b.wav", audio("pcm_s16le", voice(3, 1)))
    exchange.table(f"{WHEN},01012345678,{FULL},3,b.wav")
    assert exchange.imports.look().calls == 1


def test_what_nobody_asked_for_is_not_wanted(exchange: Exchange):
    folder = exchange.world.data / FOLDER
    folder.mkdir(parents=True)
    for name in ("1-2026-13-01", "x-2026-11-01", "1", "1-2026-11-02"):
        (folder / name).touch()
    old = time.time() - KEPT - 60
    os.utime(folder / "1-2026-11-02", (old, old))
    assert wanted(exchange.world.data) == {}
    assert not (folder / "1-2026-11-02").exists()


@pytest.mark.process
def test_the_importer_runs_where_a_mapping_lies_and_is_started_again(exchange: Exchange):
    importer = Importer(exchange.world.data)
    (exchange.folder / "mapping.json").rename(exchange.folder / "aside")
    importer.keep()
    assert importer.process is None
    (exchange.folder / "aside").rename(exchange.folder / "mapping.json")
    exchange.put("a.wav", audio("pcm_s16le", voice(3, 1)))
    exchange.table(f"{WHEN},01012345678,{FULL},3,a.wav")
    importer.keep()
    try:
        assert importer.process is not None
        until(lambda: len(exchange.world.records()) == 1, 20)
        importer.process.send_signal(signal.SIGKILL)
        importer.process.wait()
        importer.keep()
        assert importer.process.poll() is None
    finally:
        importer.stop()
