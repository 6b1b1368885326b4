"""Access control of the personal-data rules (개인정보의 안전성 확보조치 기준): rights, networks, reviews."""
