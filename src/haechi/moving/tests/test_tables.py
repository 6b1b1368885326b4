"""No table is forgotten when an institution leaves (HL-8, ALL-3)."""

from django.apps import apps

from haechi.moving.tables import OF_NOBODY, TABLES


def test_every_table_of_the_database_has_a_fate():
    known = {table.label for table in TABLES} | set(OF_NOBODY)
    there = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert there - known == set(), "decide in haechi/moving/tables.py what happens to it"
    assert known - there == set(), "no such table any more"


def test_no_table_has_two_fates():
    labels = [table.label for table in TABLES]
    assert len(labels) == len(set(labels))
    assert not set(labels) & set(OF_NOBODY)


def test_each_reference_stands_before_the_row_that_needs_it():
    seen: set[str] = set()
    for table in TABLES:
        needed = {
            field.related_model._meta.label
            for field in table.fields()
            if field.is_relation and field.related_model is not table.model
        }
        assert needed <= seen, f"{table.label} comes before {needed - seen}"
        seen.add(table.label)


def test_what_is_omitted_and_numbered_are_fields():
    for table in TABLES:
        names = {field.attname for field in table.model._meta.concrete_fields}
        assert table.omit <= names, table.label
        assert set(table.numbers) <= names, table.label
