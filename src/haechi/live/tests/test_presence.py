"""Who is at a place: from signs, for seconds, of a place and not of a person (TK-3)."""

from haechi.live.presence import LASTS, Presence


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_sign_wakes_once_and_lasts_as_long_as_it_is_repeated() -> None:
    clock = Clock()
    presence = Presence(clock)
    assert presence.note("here:chat:1:officer") == "chat:1:officer"
    assert presence.note("here:chat:1:officer") is None, "heartbeats wake nobody"
    clock.now += LASTS - 1
    assert presence.is_here("chat:1:officer")
    presence.note("here:chat:1:officer")
    clock.now += LASTS - 1
    assert presence.is_here("chat:1:officer")
    clock.now += 2
    assert not presence.is_here("chat:1:officer")


def test_leaving_is_seen_at_once_and_only_where_somebody_was() -> None:
    presence = Presence(Clock())
    presence.note("here:chat:1:officer")
    assert presence.note("gone:chat:1:officer") == "chat:1:officer"
    assert not presence.is_here("chat:1:officer")
    assert presence.note("gone:chat:1:officer") is None


def test_of_two_tabs_one_may_close_and_nobody_sees_a_change() -> None:
    clock = Clock()
    presence = Presence(clock)
    assert presence.note("here:chat:1:officer#one") == "chat:1:officer"
    assert presence.note("here:chat:1:officer#two") is None
    assert presence.note("gone:chat:1:officer#one") is None, "nobody is woken: nothing changed"
    assert presence.is_here("chat:1:officer")
    assert presence.note("gone:chat:1:officer#one") is None, "a page that closed twice is one"
    assert presence.is_here("chat:1:officer")
    assert presence.note("gone:chat:1:officer#two") == "chat:1:officer"
    assert not presence.is_here("chat:1:officer")


def test_a_tab_that_died_without_a_word_holds_the_place_no_longer_than_its_last_sign() -> None:
    clock = Clock()
    presence = Presence(clock)
    presence.note("here:chat:1:officer#died")
    clock.now += LASTS / 2
    presence.note("here:chat:1:officer#lives")
    clock.now += LASTS / 2
    assert presence.note("gone:chat:1:officer#lives") == "chat:1:officer"
    assert not presence.is_here("chat:1:officer")


def test_a_typing_mark_that_comes_after_the_page_closed_makes_nobody_be_there() -> None:
    presence = Presence(Clock())
    presence.note("here:chat:1:reporter#one")
    presence.note("gone:chat:1:reporter#one")
    presence.note("typing:chat:1:reporter")
    assert not presence.is_here("chat:1:reporter")


def test_each_typing_mark_wakes_and_other_topics_pass_as_they_are() -> None:
    clock = Clock()
    presence = Presence(clock)
    assert presence.typed_at("chat:1:reporter") == 0.0
    for _ in range(2):
        clock.now += 3
        assert presence.note("typing:chat:1:reporter") == "chat:1:reporter"
        assert presence.typed_at("chat:1:reporter") == clock.now
    assert presence.note("report:1") == "report:1"


def test_places_left_without_a_word_are_forgotten() -> None:
    clock = Clock()
    presence = Presence(clock)
    for number in range(100):
        presence.note(f"here:chat:{number}:reporter")
    clock.now += 2 * LASTS
    presence.note("here:chat:new:reporter")
    assert list(presence._seen) == ["chat:new:reporter"]
