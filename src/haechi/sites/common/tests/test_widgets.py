from django import forms
from django.forms.renderers import DjangoTemplates

from haechi.sites.common.widgets import WidgetRenderer

HOSTILE = "\"><script>alert('x')</script>&한"


class Everything(forms.Form):
    text = forms.CharField(initial=HOSTILE, widget=forms.TextInput(attrs={"data-x": HOSTILE}))
    empty = forms.CharField(required=False)
    long = forms.CharField(
        initial=HOSTILE, widget=forms.Textarea(attrs={"rows": 3, "hidden": True})
    )
    none = forms.CharField(required=False, widget=forms.Textarea(attrs={"disabled": False}))
    secret = forms.CharField(widget=forms.PasswordInput)
    kept = forms.CharField(initial=HOSTILE, widget=forms.HiddenInput)
    mail = forms.EmailField()
    count = forms.IntegerField(initial=0)
    day = forms.DateField(initial="2026-03-01")
    ticked = forms.BooleanField(initial=True)
    bare = forms.BooleanField()
    one = forms.ChoiceField(
        choices=[("a", HOSTILE), ("b", "B")], initial="b", widget=forms.RadioSelect
    )
    many = forms.MultipleChoiceField(
        choices=[(1, HOSTILE), (2, "B")], initial=[2], widget=forms.CheckboxSelectMultiple
    )
    select = forms.ChoiceField(choices=[("a", "A"), ("b", HOSTILE)], initial="b")


def test_widgets_look_exactly_as_django_renders_them():
    ours, theirs = Everything(renderer=WidgetRenderer()), Everything(renderer=DjangoTemplates())
    for name in Everything.base_fields:
        assert str(ours[name]) == str(theirs[name]), name
        pairs = zip(ours[name].subwidgets, theirs[name].subwidgets, strict=True)
        assert all(a.tag() == b.tag() for a, b in pairs), name


def test_widgets_that_hold_what_a_stranger_typed_are_escaped():
    sent = Everything({"text": HOSTILE, "long": HOSTILE, "kept": HOSTILE, "one": HOSTILE})
    for name in ("text", "long", "kept", "one"):
        assert "<script" not in str(sent[name])
