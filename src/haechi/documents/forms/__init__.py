"""The official forms, one file each: every `form_*.py` of public-interest reports and every `call_*.py` of
calls that has a `FORM` is found by its number.
"""

from importlib import import_module
from pkgutil import iter_modules

from haechi.documents.formspec import FormSpec


def _found(series: str) -> dict[int, FormSpec]:
    names = sorted(one.name for one in iter_modules(__path__) if one.name.startswith(series))
    specs: list[FormSpec] = [import_module(f"{__name__}.{name}").FORM for name in names]
    numbers = [spec.number for spec in specs]
    if len(set(numbers)) < len(numbers):
        raise ValueError("two forms have one number")
    return {spec.number: spec for spec in specs}


FORMS = _found("form_")
CALL_FORMS = _found("call_")
EVERY_FORM = {spec.key: spec for spec in (*FORMS.values(), *CALL_FORMS.values())}
