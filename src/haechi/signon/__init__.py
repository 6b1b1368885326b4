"""Sign-on through an institution's identity provider, by OpenID Connect or SAML 2.0 (ALL-2)."""
