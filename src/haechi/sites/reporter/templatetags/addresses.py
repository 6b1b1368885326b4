"""`{% load addresses %}{% address "form" institution.slug %}`: a path in the page's language."""

from django import template

from haechi.sites.reporter.addresses import address, check_path, receipt_path

register = template.Library()
register.simple_tag(address, name="address")


@register.simple_tag(takes_context=True)
def check_address(context: template.Context) -> str:
    """The sign-in page that belongs to this page: in practice, practice's."""
    return check_path(context["request"]) if "request" in context else address("check")


@register.simple_tag(takes_context=True)
def receipt_address(context: template.Context) -> str:
    return receipt_path(context["request"])
