"""`{% load addresses %}{% address "form" institution.slug %}`: a path in the page's language."""

from django import template

from haechi.sites.reporter.addresses import address

register = template.Library()
register.simple_tag(address, name="address")
