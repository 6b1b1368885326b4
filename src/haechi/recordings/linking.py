"""The same talk told by two exchanges (SIPREC, RFC 7866): one row stands for both, the longest."""

from haechi.recordings.models import Call


def link_session(call: Call) -> None:
    """Tie a new row to those of its session; call in the transaction that made it."""
    if not call.session:
        return
    same = list(
        Call.objects.select_for_update()
        .filter(institution_id=call.institution_id, session=call.session)
        .order_by("pk")
    )
    if len(same) < 2:
        return
    longest = max(same, key=lambda each: (each.files_count > 0, each.talk_seconds, -each.pk))
    Call.objects.filter(pk__in=[each.pk for each in same]).exclude(pk=longest.pk).update(
        linked_to=longest
    )
    Call.objects.filter(pk=longest.pk).update(linked_to=None)
