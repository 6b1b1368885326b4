"""Keys of past days, made where a recorder's importer asks for them (`telephony.importing.wanted`)."""

from collections import defaultdict
from datetime import date

from haechi.common.clock import today
from haechi.recordings.days import past_key
from haechi.recordings.folders import recorder_folders
from haechi.recordings.models import RecordingSettings
from haechi.telephony.importing.wanted import wanted


def answer_wanted() -> dict[int, set[date]]:
    """Past days by institution that are wanted and may have a key; their keys are there when this returns."""
    asked: defaultdict[int, set[date]] = defaultdict(set)
    for folder in recorder_folders():
        for institution, days in wanted(folder).items():
            asked[institution] |= days
    offices = RecordingSettings.objects.select_related("institution").filter(pk__in=asked)
    return {
        office.pk: {day for day in asked[office.pk] if day < today() and past_key(office, day)}
        for office in offices
    }
