"""Sealed boxes open for their recipient alone; Argon2id is paid in memory and bounded at once."""

import threading
import time

import pytest

from haechi.crypto import kdf
from haechi.crypto.errors import CannotOpen
from haechi.crypto.kdf import OFFICER_COST, REPORTER_COST, KdfCost, derive
from haechi.crypto.sealedbox import (
    key_pair_from_seed,
    key_pair_of,
    new_key_pair,
    open_with,
    seal_to,
)

CHEAP = KdfCost(passes=1, memory=8192)


def test_a_sealed_box_opens_for_its_recipient_alone():
    mine, other = new_key_pair(), new_key_pair()
    sealed = seal_to(mine.public, b"data key")
    assert open_with(mine, sealed) == b"data key"
    with pytest.raises(CannotOpen):
        open_with(other, sealed)


@pytest.mark.parametrize("damage", [b"", b"x", bytes(48), bytes(80)])
def test_a_damaged_box_is_refused(damage):
    with pytest.raises(CannotOpen):
        open_with(new_key_pair(), damage)


def test_whoever_sealed_a_box_cannot_open_it_again():
    recipient = new_key_pair()
    assert seal_to(recipient.public, b"x") != seal_to(recipient.public, b"x")


def test_a_seed_gives_the_same_pair_and_a_private_key_its_public_half():
    pair = key_pair_from_seed(b"s" * 32)
    assert pair == key_pair_from_seed(b"s" * 32)
    assert key_pair_of(pair.private) == pair


def test_a_private_key_does_not_appear_when_a_pair_is_printed():
    pair = new_key_pair()
    assert repr(pair.private) not in repr(pair)
    assert repr(pair.private)[2:10] not in str(pair)


def test_secret_salt_and_cost_all_change_what_is_derived():
    base = derive(b"secret", bytes(16), cost=CHEAP, length=32)
    assert base == derive(b"secret", bytes(16), cost=CHEAP, length=32)
    assert base != derive(b"Secret", bytes(16), cost=CHEAP, length=32)
    assert base != derive(b"secret", b"\1" * 16, cost=CHEAP, length=32)
    assert base != derive(b"secret", bytes(16), cost=KdfCost(2, 8192), length=32)


def test_costs_are_those_of_the_design():
    assert (REPORTER_COST.memory, REPORTER_COST.passes) == (19 * 1024 * 1024, 2)
    assert (OFFICER_COST.memory, OFFICER_COST.passes) == (64 * 1024 * 1024, 3)


def test_no_more_evaluations_run_at_once_than_there_are_slots(monkeypatch):
    running, most, lock = 0, 0, threading.Lock()

    def slow(*_args, **_kwargs):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return bytes(32)

    monkeypatch.setattr(kdf, "_slots", threading.BoundedSemaphore(2))
    monkeypatch.setattr(kdf.argon2id, "kdf", slow)
    threads = [
        threading.Thread(target=lambda: derive(b"", bytes(16), cost=CHEAP, length=32))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
