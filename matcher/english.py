"""Letter to sound for invented English words: one letter a sound, so that likeness of spelling is likeness of sound.

``x`` stands for sh, ``c`` for ch, ``j`` for j, ``q`` for th; vowels as in Italian. Of the rules the longest spelling that
fits goes first, from the left; ``^`` is the beginning of the word, ``$`` its end; what stands after ``|`` must follow, but
is not consumed.
"""

import re
from functools import lru_cache
from itertools import groupby

_RULES = """
^kn n  ^gn n  ^pn n  ^ps s  ^pt t  ^wr r  ^rh r  ^wh w  ^who hu  ^x z  ^mc mak  ^mac mak  ^mack mak  ^sch x  ^scho sko
^ts s  ^tz s  ^eu yu  ^ew yu  ^u$ yu  ^uni yuni  ^use yuz  ^one wan  ^y|a y  ^y|e y  ^y|o y  ^y|u y  ^j j  ^ph f
^gua gwa  ^gue ge  ^gui gi  b b  bb b  mb$ m  mbs$ ms  bt$ t  btl tl  c k  cc k  cc|i c  cc|e x  c|e s  c|i s  c|y s
ch c  tch c  chr kr  chl kl  chm km  chn kn  cht kt  sch sk  sc|e s  sc|i s  sc|y s  ck k  ckq k  cq k  cqu kw  cz c
cs$ ks  cia xa  cio xo  cie si  ciu xu  cean xan  ch|r k  cks ks  che$ x  oche$ ox  d d  dd d  dg|e j  dg j  dj j
dt t  ds$ dz  f f  ff f  g g  gg g  g|e j  g|i j  g|y j  ge$ j  get get  gir ger  gif gif  gh g  gh$ _  ght t  ghts ts
ough o  ought ot  aught ot  augh af  laugh laf  dough do  igh ai  igh|t ai  eigh ei  aigh ei  gn$ n  gne$ n  gns$ nz
gue$ g  gu|i g  gu|e g  gli li  gm$ m  h h  h$ _  j j  jj j  k k  kk k  kh k  kn kn  l l  ll l  lk k  alk ok  alf af
alm am  olk ok  m m  mm m  mn$ m  n n  nn n  ng n  ng|a ng  ng|e nj  ng|i nj  ng|u ng  ng|o ng  ng|l ng  ngs nz  nk nk
p p  pp p  ph f  pph f  phth t  q k  qu kw  que$ k  ques$ ks  quet ket  quette ket  qq k  r r  rr r  rh r  rrh r  s s
ss s  s$ z  ss$ s  sh x  sch$ x  sion$ xon  ssion xon  sure xar  ssure xar  sci si  sten sn  stle sl  stles slz  st st
sz x  sw sw  sword sord  ous$ us  us$ us  is$ is  ss|ia x  ps$ ps  ts$ ts  ks$ ks  ts ts  tz ts  fs$ fs  t t  tt t
th q  tth q  tion xon  tions xonz  ture car  tures carz  tia xa  tial xal  tian xan  tiou xu  tient xent  thm qm  v v
vv v  w w  ww w  wr r  wh w  w$ _  x ks  xx ks  xc|e ks  xc|i ks  ex|a egz  ex|i egz  ex|o egz  xt kst  xtion kxon
y i  y|a y  y|o y  y$ i  ye$ i  ys$ iz  yr ar  z z  zz z  zz|a ts  zz|i ts  zh j  a a  aa a  ae e  ai ei  ay ei
ays$ eiz  au o  aw o  awe$ o  are$ er  all ol  aux$ o  aigne ein  ah a  e e  ea i  ear ir  earl arl  earn arn
earth arq  ead$ ed  eads$ edz  ealth elq  ealthy elqi  eather eqr  eath eq  eart art  eau o  eaux o  ee i  eer ir
ei i  eir er  eo io  eu u  ew u  ewe u  ey i  ey$ i  eys$ iz  e$ _  es$ z  ed$ d  ee$ i  el$ l  er ar  er$ ar
ers$ arz  eur ar  ere$ ir  elle$ el  ette$ et  enne$ en  esse$ es  ie$ i  ies$ iz  ied$ id  ie i  ier$ iar  iew yu
i i  ique$ ik  ight ait  ii i  ind$ aind  ild$ aild  ign$ ain  igne$ in  ir ar  o o  oa o  oar or  oe o  oes$ oz  oh o
oi oi  oo u  ook uk  ood$ ud  oor or  ou u  our or  ound aund  oud aud  out aut  ouse aus  ouble abl  ouch ac  ough$ o
ous us  ould ud  ow o  own aun  owd aud  owl aul  owe aw  ower awar  oy oi  oya oia  one$ on  ome$ om  some$ sam
come$ kam  love lav  glove glav  ore$ or  orld arld  work wark  word ward  world warld  u u  uck ak  uff af  ugg ag
umb am  ump amp  unk ank  unch anc  utt at  uzz az  udd ad  ubb ab  upp ap  ue u  ue$ u  ui u  uy ai  uy$ ai  ur ar
ure$ yur  ull ul  use$ uz  u$ u  ua wa  uo wo  u|ni u  you yu  your yur  eye ai  eyes aiz  two tu  eight eit
height hait  build bild  guard gard  guide gaid  quay ki  choir kwair  tech tek  echo eko  chem kem  chara kara
great greit  break breik  steak steik  ^psych sik
"""
_LONG = {"a": "ei", "e": "i", "i": "ai", "o": "o", "u": "u", "y": "ai", "v": "a"}
_MAGIC_E = re.compile(r"(?<![aeiouy])([aiouy])([bcdfgklmnpstvz]|th|st)(e|es|ed|er|ers)$")
_OPEN_U = re.compile(r"u(?=[bcdfgklmnprstvz][aeiouy])")
_SHORT_Y = re.compile(r"^([bcdfghjklmnprstvwz]{1,3})(?:y|ye|ie|igh)(s?)$")
_HE = re.compile(r"^([bcdfghjklmnprstvwz]{1,2})e$")
_SHORT_U = re.compile(r"^([bcdfghjklmnprstvwyz]{1,3})u([bcdfgklmnpst]s?)$")
_LETTER_NAMES = {
    "b": "bi", "c": "si", "d": "di", "f": "ef", "g": "ji", "h": "eic", "j": "jei", "k": "kei", "l": "el", "m": "em", "n": "en",
    "p": "pi", "q": "kyu", "r": "ar", "s": "es", "t": "ti", "v": "vi", "w": "dabliu", "x": "eks", "z": "zi",
}  # fmt: skip
_ONSETS = re.compile(
    "bh|[bcfgkpv]l|[bcdfgkptvwz]r|c[hz]|[dgkstz]w|[dfhjt]j|d[hz]|g[hn]|[jklnrstwxz]h|k[nv]|ll|m[cn]|n[dg]|p[fhnst]|s[cfgklmnpqrtvz]|"
    "t[sz]|z[dlmv]"
)
"""Consonants that may begin a word together; before others, the first one is read by its name: ``cmore``."""
_LETTERS = re.compile("([^a-z]+)")
_VOWEL = re.compile("^(?=.*[aeiouy])[a-z]+$")
_SOFT = {"c": "S", "g": "J"}
MAX_INITIALS = 5
"""Longer words without a vowel are no initials."""


def _compiled() -> dict[str, tuple[str, int]]:
    table: dict[str, tuple[str, int]] = {}
    parts = _RULES.split()
    for pattern, said in zip(parts[::2], parts[1::2], strict=True):
        consumed = len(pattern.partition("|")[0])
        table[pattern.replace("|", "")] = ("" if said == "_" else said, consumed)
    return table


_TABLE = _compiled()
_LENGTHS = {
    first: tuple(sorted({len(key) for key in _TABLE if key[0] == first}, reverse=True)) for first in {key[0] for key in _TABLE}
}
"""First letter of a rule → lengths of its spellings, the longest first."""


@lru_cache(maxsize=65536)
def said(word: str) -> str:
    """A Latin word as an English reader says it: ``phaze`` → ``feiz``, ``quick`` → ``kwik``, ``kfc`` → ``keiefsi``.

    What is not a letter from a to z stays as it is.
    """
    if not word.isalpha() or not word.isascii():
        return "".join(said(part) if _VOWEL.search(part) else part for part in _LETTERS.split(word))
    if len(word) <= MAX_INITIALS and set(word) <= _LETTER_NAMES.keys():
        return "".join(map(_LETTER_NAMES.__getitem__, word))
    if len(word) > 1 and set(word[:2]) <= _LETTER_NAMES.keys() and word[0] != word[1] and not _ONSETS.match(word):
        return _LETTER_NAMES[word[0]] + said(word[1:])
    marked = "^" + _long_vowels_marked(word) + "$"
    at, spoken = _start(marked)
    while at < len(marked) - 1:
        sound, used = _next(marked, at)
        spoken.append(sound)
        at += used
    return single("".join(spoken)) or word


def single(sounds: str) -> str:
    """Every sound once where it is doubled."""
    return "".join(sound for sound, _ in groupby(sounds))


def _long_vowels_marked(word: str) -> str:
    """Vowels that say their name in capitals, the mute e gone, a short u as ``V``: ``phaze`` → ``phAz``."""
    marked = _SHORT_U.sub(r"\1V\2", word)
    marked = _SHORT_Y.sub(r"\1Y\2", marked)
    marked = _HE.sub(r"\1ii", marked)
    marked = _MAGIC_E.sub(lambda hit: hit[1].upper() + _SOFT.get(hit[2], hit[2]) + hit[3][1:], marked)
    return _OPEN_U.sub("U", marked)


def _start(marked: str) -> tuple[int, list[str]]:
    for length in _LENGTHS["^"]:
        rule = _TABLE.get(marked[:length])
        if rule:
            return rule[1], [rule[0]]
    return 1, []


def _next(marked: str, at: int) -> tuple[str, int]:
    char = marked[at]
    if char.isupper():
        return _LONG.get(char.lower(), char.lower()), 1
    for length in _LENGTHS[char]:
        rule = _TABLE.get(marked[at : at + length])
        if rule:
            return rule[0], min(rule[1], len(marked) - 1 - at)
    return char, 1
