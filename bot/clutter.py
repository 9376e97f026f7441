"""What people say around a question and mean nothing by: greetings, politeness, fillers, "I would like to know"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.question_data import words_of
from knowledge.analysis import fold

_PLAIN = str.maketrans(
    {"„": '"', "“": '"', "”": '"', "«": '"', "»": '"', "‚": "'", "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " "}
)
_PREPOSITIONS = (
    "ab|als|am|an|auf|aus|bei|beim|bis|durch|für|fuer|gegen|hinter|im|in|mit|nach|neben|ohne|seit|über|ueber|um|unter|"
    "vom|von|vor|zu|zum|zur|about|at|by|for|from|into|on|of|since|to|until|with"
)
_LINK = re.compile(
    rf"""(?<!\s)\s*\(?(?:(?<!\w)(?:{_PREPOSITIONS}|unter|under|laut|siehe|see|via)\s+)?[(<]?
    (?:\b[a-z][a-z\d+.-]*://|\bwww\.)[^\s<>]*[^\s<>?!.,;:)'"“”«»][)>]*\s*""",
    re.IGNORECASE | re.VERBOSE,
)
# what begins with blanks or marks begins with all of them: else each of a thousand would be tried as the first
_OPENINGS = re.compile(
    r"""^(?:(?:
        @\w+ | <@\w+> | hallo(?:\ (?:bot|zusammen|ihr|leute))?
      | hi | hey | moin | na | servus | grüezi | grüß\ (?:gott|dich)
      | guten\ (?:tag|morgen|abend) | liebe[rs]?\ bot | bot | bitte | entschuldigung | entschuldige | sorry | verzeihung
      | also | und | aber | so | nun | ach | äh+m? | hm+ | ja | okay | ok | super | prima | frage
      | danke(?:\ (?:schön|dir|sehr|erst\ ?mal))? | vielen\ dank | noch\ (?:eine|ne)\ frage | gut
      | wer\ weiß | wer\ kann\ (?:mir|uns)\ (?:(?:bitte|mal)\ )?sagen
      | sagt?(?:\ (?:mir|uns|sie|mal|bitte))* | sag\ mal | verrate?\ mir(?:\ (?:mal|bitte))*
      | hello | good\ (?:morning|evening|afternoon) | please | excuse\ me | thanks | thank\ you | well | and | but
      | anyway
      | tell\ (?:me|us) | (?:a\ )?(?:quick\ )?question | (?:eine\ )?(?:kurze|kleine|schnelle)\ frage | there
      | eine\ frage(?=\s*[,.!:;-])
      | (?:kannst|könntest|können|könnten)\ (?:du|sie)\ (?:mir|uns)\ (?:bitte\ |mal\ )?sagen(?=\s*[,:])
    )(?:[\s,.!:;-]+))+""",
    re.IGNORECASE | re.VERBOSE,
)
_CLOSINGS = re.compile(
    r"""(?<![\s,.!;-])[\s,.!;-]+(?:
        bitte(?:\ um\ (?:eine\ )?antwort)? | danke(?:\ (?:schön|dir|euch|sehr|(?:schon\ ?mal|vorab|im\ voraus)))?
      | (?:vielen|besten|lieben)\ dank(?:\ (?:im\ voraus|vorab|schon\ ?mal))?
      | denn | eigentlich | oder | weißt\ du(?:\ das)?
      | wissen\ sie\ das | (?:kannst|können|könntest)\ (?:du|sie)\ (?:mir\ )?(?:das|es)\ (?:sagen|beantworten|erklären)
      | weiß\ (?:das\ )?(?:jemand|wer|einer)(?:\ das)? | wenn\ ich\ fragen\ darf | (?:lg|mfg|vg|(?:liebe|viele)\ grüße)
      | sag\ (?:schon|mal) | please | thanks(?:\ (?:in\ advance|a\ lot))? | thank\ you | thx | do\ you\ know | anyone
      | by\ the\ way | exactly | if\ i\ may\ ask | right
    )(?=[\s?.!,;:-]*$)""",
    re.IGNORECASE | re.VERBOSE,
)
_FILLERS = re.compile(
    r"""(?<!\s)\s+(?:
        noch\ ?ein\ ?mal | noch\ ?mal | noch\ gleich | gleich\ noch | denn | eigentlich | überhaupt | ueberhaupt
      | zufällig | zufaellig | bitte | kurz\ mal | mal\ kurz | halt | wohl | please | actually | exactly
    )(?:\ mal)?(?=[\s?.!,]|$)
    | (?<!ten)(?<!tes)(?<!tem)(?<!edes)(?<!eses)(?<!nige)(?<!jede)(?<!ele)(?<!eren)(?<!ein)(?<!zwei)(?<!drei)(?<!ganze)
      \s+mal(?=\s)""",
    re.VERBOSE,
)
_SOURCES = re.compile(
    r"""(?:,\s*)?\b(?:
        (?:laut|gemäß|im|in\ (?:dem|diesem)|aus\ dem|nach)\ (?:dem\ |diesem\ |vorliegenden\ )?
        (?:artikel|text|beitrag)(?:\ hier)?
      | (?:laut|gemäß)\ (?:dem\ |diesem\ )?(?:bericht|meldung)(?!\ (?:der|des|von|vom|über|zu)\b)
      | dem\ (?:artikel|text|beitrag|bericht)\ (?:zufolge|nach)
      | (?:according\ to|in)\ (?:the|this)\ (?:article|text|story|report)
    )\b(?!-)(?:\s*,)?""",
    re.IGNORECASE | re.VERBOSE,
)
_QUESTION = re.compile(
    rf"""(?:(?:{_PREPOSITIONS})\s+)?
    (?:w(?:er|en|em|essen|ann|o|ohin|oher|as|ie|ieso|arum|eshalb|eswegen|elche[mnrs]?|ozu|or?[a-zü]{{2,5}}|iev\w+)
     |inwie\w+|ob|who|whom|whose|what|when|where|why|which|how|if|whether)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"\w+(?:['-]\w+)*")
_ASKED = re.compile(
    r"^(?:wiss|weiss|wuesst|erfahr|sag|verrat|erzaehl|erklaer|interessier|bekannt|steht|frag|gefragt|beantwort|helf|hilf|"
    r"idee|ahnung|ueberleg|know|wonder|curious|tell|idea|question|ask|explain|remind|say)"
)
_REQUEST = re.compile(
    r"^(?:kannst|können|koennen|könntest|könnten|kann) (?:du|sie|mir)(?: (?:mir|uns|jemand|mal|bitte|kurz))* "
    r"(.+?) (?:nennen|sagen|verraten|geben|erklären|zeigen|mitteilen)(?=[ ?.!]*$)"
    r"|^(?:can|could) you (?:please )?(?:tell|give|show) (?:me|us) (.+)$",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"^ich (?:möchte|würde|wüsste|will|hätte) (?:gerne?|bitte|mal)?\s*(.+?)\s*(?:wissen|erfahren|haben)?(?=[ ?.!]*$)",
    re.IGNORECASE,
)
_SHORTEST_SLIP, _SHORTEST_MEANT = 4, 3  # letters
_SHOUTED = 8


def without_links(text: str) -> str:
    """Without addresses of the web and the preposition before each: they are no words of a question."""
    return _LINK.sub(" ", text).strip(" ,:;") if "://" in text or "www." in text else text


def plain(text: str) -> str:
    """NFC, plain quotes and dashes, one blank between words; what is shouted throughout in small letters."""
    found = re.sub(r"\s+", " ", unicodedata.normalize("NFC", without_links(text)).translate(_PLAIN)).strip()
    letters = sum(c.isalpha() for c in found)
    return found.lower() if letters >= _SHOUTED and found == found.upper() and " " in found else found


def without_clutter(text: str) -> str:
    """A plain text without what is said around its question; the text itself where nothing would be left."""
    previous, bare = "", text
    while bare != previous:
        previous = bare
        for reduced in (_from_question(bare), _OPENINGS.sub("", bare), _CLOSINGS.sub("", bare)):
            if any(c.isalnum() for c in reduced) and reduced != bare:
                bare = reduced.strip()
                break
    for clutter in (_SOURCES, _FILLERS):
        reduced = re.sub(r" {2,}", " ", clutter.sub(" ", bare)).strip(" ,")
        reduced = re.sub(r" (?=[?!.,])", "", reduced)
        if len(_WORD.findall(reduced)) > 1:
            bare = reduced
    return bare


def _from_question(text: str) -> str:
    """From the question word on, where all before it only says that something is asked."""
    requested = _REQUEST.search(text) or _WISH.search(text)
    asked = False
    for word in _WORD.finditer(text):
        if asked and _QUESTION.match(text, word.start()):
            return text[word.start() :]
        folded = fold(word.group())
        meant = _asking_word(folded)
        if meant is None:
            break
        asked = asked or bool(_ASKED.match(meant))
    if requested and not _QUESTION.match(requested[1] or requested[2] or ""):
        return requested[1] or requested[2] or text
    return text


@lru_cache(maxsize=2048)
def _asking_word(folded: str) -> str | None:
    """The word that says asking, if this is one or a slip of one."""
    asking = words_of("asking")
    if folded in asking:
        return folded
    if len(folded) < _SHORTEST_SLIP:
        return None
    near = (word for word in asking if len(word) >= _SHORTEST_MEANT and word[0] == folded[0])
    return min((word for word in near if OSA.distance(folded, word, score_cutoff=1) <= 1), default=None)
