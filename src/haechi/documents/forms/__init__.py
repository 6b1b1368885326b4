"""The official forms, one file each: every `form_*.py` here that has a `FORM` is found by its number."""

from importlib import import_module
from pkgutil import iter_modules

from haechi.documents.formspec import FormSpec


def _found() -> dict[int, FormSpec]:
    names = sorted(one.name for one in iter_modules(__path__) if one.name.startswith("form_"))
    specs: list[FormSpec] = [import_module(f"{__name__}.{name}").FORM for name in names]
    numbers = [spec.number for spec in specs]
    if len(set(numbers)) < len(numbers):
        raise ValueError("two forms have one number")
    return {spec.number: spec for spec in specs}


FORMS = _found()
