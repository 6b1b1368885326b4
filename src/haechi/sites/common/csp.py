"""Content security policies. Nothing inline, nothing from elsewhere, on any page."""

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self';"
    " media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
    " frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What a stranger sent is shown as a picture, sound or film at most, and never runs or loads anything.
ATTACHMENT_POLICY = (
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
