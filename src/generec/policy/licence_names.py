"""How licences write themselves: names, abbreviations, phrases and addresses, in the forms that tables carry.

A field is first brought to one form (`flat`): compatibility characters, invisible ones, look-alikes of other
alphabets and escapes go; separators become a hyphen; letters that stand apart are put together. The names of
the Creative Commons conditions are those of the official translations of the licences.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final
from urllib.parse import unquote

from rapidfuzz import fuzz

_SEPARATORS = re.compile(r"[^\w'?]+|_+")
_APART = re.compile(r"\b(?:[a-z]-){2,}[a-z]\b")
_LOOK_ALIKE: Final = str.maketrans(
    "асеіјорѕухВСЕНКМОРТХαοϲΒΕΗΚΜΝΟΡΤΥΧΖԁԛԝ", "aceijopsyxBCEHKMOPTXaocBEHKMNOPTYXZdqw"
)
_LATIN = re.compile(r"[a-zA-Z]")
_TYPED: Final = {
    "noderivatives": "no-derivatives",
    "noderivs": "no-derivatives",
    "noncommercial": "noncommercial",
    "sharealike": "sharealike",
}
"""Long words as they are meant; a field may have them with a slip of a key or two."""
_SLIP: Final = 84.0


def flat(text: str) -> str:
    """A licence field in one form: lower case, words joined by single hyphens."""
    plain = unicodedata.normalize("NFKC", unquote(html.unescape(text)))
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    if _LATIN.search(plain):
        plain = plain.translate(_LOOK_ALIKE)
    joined = _SEPARATORS.sub("-", plain.casefold()).strip("-")
    joined = _APART.sub(lambda found: found[0].replace("-", ""), joined)
    return "-".join(_meant(word) for word in joined.split("-"))


def _meant(word: str) -> str:
    """A long word of a licence without its slips; any other word as it is."""
    alike = {known: fuzz.ratio(word, known) for known in _TYPED if known[:2] == word[:2] and len(word) > 7}
    found = max(alike, key=alike.__getitem__, default="")
    return _TYPED[found] if alike.get(found, 0.0) >= _SLIP else word


NO_DERIVATIVES: Final = re.compile(
    r"\b(cc-?)?by-?(nc-?)?(nd\b|nd(?=\d))|\bcc-?(nc-?)?nd\b|\bnd-nc\b|\bnd-\d|\b(by|nc)-?nd-?nc\b"
    r"|\b(no|non|without|not?-any)-?deriv|\bnoderiv|derivatives?-(are-|is-)?(not|prohibited|forbidden)"
    r"|\bno-(modif|edit|adapt|remix|alter|change|transform)"
    r"|\bnot-(be-)?(modif|edit|adapt|remix|alter|transform|change|build-upon)"
    r"|\b(modif|edit|adapt|remix|alter|chang)\w*-(is-|are-)?(not-(allowed|permitted)|prohibited|forbidden)"
    r"|\bunmodified|\bunaltered|\bunchanged-(copies|form)|\bverbatim-(copies|copying)|\bview-only|\bas-is-only"
    r"|keine-?bearbeitung|pas-?de-?modification|sin-?(obras?-)?derivad|sem-?deriva|non?-opere-derivate"
    r"|geen-?afgeleide|utwor\w+-zależn|без-производн|ingabearbetning|inga-bearbetning|ingen-?bearbei?[dj]"
    r"|ei-?muutoksia|nezpracov|türetilemez|改変禁止|禁止演[绎繹]|禁止改作|변경-?금지"
)
NON_COMMERCIAL: Final = re.compile(
    r"\bnc\b|\bby-?nc|non-?commercial|no-commercial|not-(for-)?commercial|\bpersonal-use|research-(use|only)"
    r"|\b(educational|academic)-use-only|nicht-?kommerziell|pas-?d'?-?utilisation-?commerciale|no-?comercial"
    r"|non-?commerciale|não-?comercial|nao-?comercial|niet-?commerci|niekomercyj|некоммерч|icke-?kommersiell"
    r"|ikke-?kommersi|ei-?kaupallinen|neužívejte-komerčně|nekomerční|gayri-?ticari|非営利|非商业|非商業|비영리"
)
SHARE_ALIKE: Final = re.compile(
    r"\bby-?(nc-?)?sa\b|\bcc-?sa\b|share-?alike|\b(a|l)?gpl\b|copyleft|\bgfdl\b|\bodbl\b|\bmpl\b"
    r"|gleichen-bedingungen|mêmes-conditions|compartir-?igual|stesso-modo|compartilha-?igual|gelijk-?delen"
    r"|tych-samych-warunkach|на-тех-же-условиях|dela-?lika|samme-vilkår|jaa-?samoin|継承|相同方式共享|동일-?조건"
)
FREE: Final = re.compile(
    r"\bcc-?0\b|publicdomain-zero|\bpublic-domain|\bpdm\b|\bunlicense\b|\b0bsd\b|no-known-copyright|\bwtfpl\b"
)
NO_CREDIT: Final = re.compile(r"\bpexels\b|\bunsplash\b|\bpixabay\b|\bmixkit\b|\bcoverr\b")
GRANT: Final = re.compile(
    r"\bcc-?by\b|licenses-by\b|creative-commons-attribution|\battribution-(\d|share|non)|\bcc-?sa\b|\bapache\b|\bbsd\b|\bisc\b"
    r"|\bzlib\b|\b(a|l)?gpl\b|\bgfdl\b|\bmpl\b|\bodbl\b|\bofl\b|\bfal\b|\bogl\b|open-government-licen[cs]e"
    r"|\bmit-licen[cs]e"
)
MIT: Final = re.compile(r"\bMIT\b")
DOUBT: Final = re.compile(
    r"unknown|unverified|not-verified|unclear|uncertain|unsure|probably|presumably|perhaps|maybe|\?"
    r"|where-stated|by-(look|title|file-?name|appearance)|to-be-(checked|confirmed)|all-rights-reserved"
    r"|no-redistribution|proprietary|editorial-use"
    r"|permission-(required|only|needed)|(with|written|prior)-permission|copyright-of"
    r"|rechte-vorbehalten|genehmigung|droits-r[ée]serv[ée]s|derechos-reservados"
)
