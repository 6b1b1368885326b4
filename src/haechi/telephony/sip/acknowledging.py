"""ACKs of 2xx, which belong to no transaction (RFC 3261, 13.2.2.4)."""

from haechi.telephony.sip.dialog import Dialog
from haechi.telephony.sip.message import Request, Response, cseq_of
from haechi.telephony.sip.transactions import Transactions


class Acknowledgements:
    """Of one leg: the same ACK again when a 2xx comes again."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._sent: dict[int, bytes] = {}

    def send(self, dialog: Dialog, invite: Request) -> None:
        number = cseq_of(invite.headers)[0]
        if number not in self._sent:
            self._sent[number] = bytes(dialog.request("ACK", number))
        self._transactions.send(self._sent[number], dialog.next_hop())

    def release(self, dialog: Dialog, invite: Request, response: Response, tag: str) -> None:
        """Another telephone answered the same INVITE: its call is acknowledged and ended at once."""
        other = dialog.forked(response, tag)
        ack = other.request("ACK", cseq_of(invite.headers)[0])
        self._transactions.send(bytes(ack), other.next_hop())
        self._transactions.request(other.request("BYE"), other.next_hop(), lambda _: None)
