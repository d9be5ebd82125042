"""Reasoning that rests on where people come from, what they are called or how they look: it earns nothing.

Accounts, banks, ports and goods may be Chinese or Mexican; people are not suspicious for it.
"""

from __future__ import annotations

import re

from mirrorsim.exercise.evidence.name_lists import REGIONS

_THINGS = (
    r"account(?:s|ing)?|account list|accounts list|list|bank(?:s|ing)?|side|yuan|currency|market|port(?:s)?|customs|"
    r"peso(?:s)?|transfer(?:s)?|leg(?:s)?|app|quota|official(?:s)?|authorit(?:y|ies)|compan(?:y|ies)|firm(?:s)?|"
    r"supplier(?:s)?|factor(?:y|ies)|importer(?:s)?|goods|payment(?:s)?|credit(?:s)?|dollar(?:s)?|time|exporter(?:s)?|law"
)
_ALLOWED = re.compile(
    rf"\b(?:chinese|mexican|american|us)\s+(?:\w+\s+)?(?:{_THINGS})\b"
    r"|\b(?:country|port|place|bank)\s+of\s+origin\b|\borigin\s+of\s+(?:the\s+|these\s+|this\s+)?"
    r"(?:funds?|money|cash|goods|yuan|cargo|dollars?|wealth)\b|\bforeign\s+(?:exchange|currency|wire|account)s?\b",
    re.IGNORECASE,
)
_ORIGIN = re.compile(
    r"\b(?:nationalit(?:y|ies)|nationals?|ethnic\w*|race|racial\w*|ancestr\w*|descent|immigrants?|migrants?|foreign\w*|"
    r"alien|citizen\w*|passports?|visas?|surnames?|origins?|accents?|skin|mother\s+tongue|birthplace|born|hometown|"
    r"chinese|mexicans?|asians?|latin[oa]s?|hispanics?|americans?|arabs?|africans?|europeans?|"
    rf"(?:sounds?|looks?|looking|sounding)\s+like\s+(?:a\s+)?(?:name|they|he|she)|names?\s+sounds?|"
    rf"{'|'.join(region.lower() for region in REGIONS)})\b",
    re.IGNORECASE,
)


def rests_on_origin(text: str) -> str:
    """The first word that makes a reason rest on origin; empty when none does."""
    found = _ORIGIN.search(_ALLOWED.sub(" ", text))
    return found.group(0) if found else ""
