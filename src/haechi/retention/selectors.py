"""Reading the destruction record (파기 기록)."""

from django.db.models import QuerySet

from haechi.retention.models import DestructionRecord


def destructions_of(institution_id: int) -> QuerySet[DestructionRecord]:
    """Newest first; what is not of one institution (deliveries, the trail) counts for all: the operator's."""
    return DestructionRecord.objects.filter(institution_id=institution_id)
