"""The look both sites share: templates, component tags, tokens, fonts, scripts (ALL-5)."""
