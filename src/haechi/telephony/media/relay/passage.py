"""The way of every packet: from its party's socket to its place in the arena and on to the other party."""

import numpy as np

from haechi.telephony.container.format import RECORD
from haechi.telephony.media.relay.arena import KEPT_BYTES, NOWHERE, Arena, Lengths, Places
from haechi.telephony.media.relay.submission import OneByOne, best_way
from haechi.telephony.media.rtp import HEAD

FEW = 6  # packets, for which gathering them costs more than it saves


class Passage:
    def __init__(self, arena: Arena) -> None:
        self._arena = arena
        self._few, self._many = OneByOne(arena), best_way(arena)

    def take(self, places: Places, now_ms: int) -> None:
        """One packet of each leg whose socket has one."""
        arena = self._arena
        way = self._few if len(places) < FEW else self._many
        places, lengths = way.read(places)
        ends = arena.ends[places]
        fine = (lengths >= HEAD.size) & (ends - arena.starts[places] < KEPT_BYTES)
        if np.count_nonzero(fine) < len(fine):
            self._drop(places[~fine & (lengths >= 0)])
            places, lengths, ends = places[fine], lengths[fine], ends[fine]
        begins = ends + RECORD.size
        bytes_ = arena.pairs[begins]
        special = arena.special[places, bytes_ & 0xFF]
        going = (arena.to[places] != NOWHERE) & ~special
        count = np.count_nonzero(going)
        if count == len(going):
            way.write(places, begins, lengths)
        elif count:
            way.write(places[going], begins[going], lengths[going])
        if np.count_nonzero(special):
            self._look_closer(places[special], begins[special], lengths[special])
        rtp = bytes_ & 0xC000 == 0x8000
        if np.count_nonzero(rtp) < len(rtp):  # goes on, but is not stored
            places, lengths, ends = places[rtp], lengths[rtp], ends[rtp]
        since = np.maximum(now_ms - arena.zeros[places], 0)
        arena.heads[ends] = arena.numbers[places] << 56 | lengths << 32 | since
        arena.ends[places] = ends + lengths + RECORD.size

    def _drop(self, places: Places) -> None:
        for place in places.tolist():
            known = self._arena.known[place]
            if known:
                known[1].dropped += 1

    def _look_closer(self, places: Places, begins: Places, lengths: Lengths) -> None:
        for place, at, length in zip(
            places.tolist(), begins.tolist(), lengths.tolist(), strict=True
        ):
            known = self._arena.known[place]
            if known:
                call, leg = known
                call.pass_special(leg, bytes(self._arena.view[at : at + length]))
