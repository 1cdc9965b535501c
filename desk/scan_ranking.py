"""Which of a brand's candidates are shown: those of which the goods leave most are scored first, until no other could be.

A candidate brings how near it is, goods aside, and its classes: what the goods leave of this is the most that it may score.
Brands are ranked side by side, a run of each at a time: a hundred pairs are scored in hardly more time than one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from index.query import Candidate
from index.values import runs
from matcher.gist import FilingGist, outlined, unpacked
from matcher.model import THRESHOLDS
from matcher.scan import Brand, Likeness, by_score, ranked

TOGETHER = 20
"""Candidates of a brand that are scored in one go."""
_LAST = "\U0010ffff"
"""Behind all keys: what is not among the candidates is not asked for only because it might score the same as what is shown."""

Gists = Sequence[tuple[str, FilingGist]]
MadeAnew = Callable[[Sequence[str]], Mapping[str, FilingGist]]
"""Gists of filings whose own are missing, broken, or of another feature set."""


class Ranking:
    """The closest of a brand's candidates: as many as are shown for certain, and the first that stands."""

    def __init__(self, brand: Brand, candidates: Sequence[Candidate], anew: MadeAnew, *, limit: int, most: int) -> None:
        """``limit``: how many are shown; ``most``: how many candidates were asked for."""
        self.brand, self.candidates = brand, len(candidates)
        self.found: list[Likeness] = []
        """Best first."""
        self._made_anew, self._limit = anew, limit
        self._anew: dict[str, FilingGist] = {}
        self._kept = {one.id: one.gist for one in candidates}
        self._unmeasured = [one.id for one in candidates if one.near is None]
        near = {one.id: one.near for one in candidates if one.near is not None}
        classes = self._classes_of(list(near))
        best = brand.at_most([(near[key], told) for key, told in classes.items()])
        self._in_order = sorted(zip((-most_left for most_left in best), classes, strict=True))
        (self._beyond,) = brand.at_most([(min(near.values(), default=1.0), ())])
        self._exhausted = len(candidates) < most

    @property
    def settled(self) -> bool:
        """What is shown, and the first that stands, would be the same with more candidates."""
        return self._exhausted or self._settles(self._beyond, _LAST)

    def runs(self) -> Iterator[Gists]:
        """What is to be scored, run by run; each is to be in ``found`` before the next is asked for."""
        if self._unmeasured:
            yield self._read(self._unmeasured)
        for run in runs(self._in_order, TOGETHER):
            (least, key), *_ = run
            if self._settles(-least, key):
                return
            yield self._read([key for _, key in run])

    def _classes_of(self, keys: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """Nice classes of the candidates that still are there."""
        outlines = {key: outlined(self._kept[key]) for key in keys}
        self._make_anew([key for key, outline in outlines.items() if outline is None])
        return {key: told.classes for key, outline in outlines.items() if (told := outline or self._anew.get(key)) is not None}

    def _read(self, keys: Sequence[str]) -> Gists:
        gists = {key: self._anew.get(key) or unpacked(self._kept[key]) for key in keys}
        self._make_anew([key for key, gist in gists.items() if gist is None])
        return [(key, told) for key, gist in gists.items() if (told := gist or self._anew.get(key)) is not None]

    def _make_anew(self, keys: Sequence[str]) -> None:
        if keys:
            self._anew.update(self._made_anew(keys))

    def _settles(self, most: float, key: str) -> bool:
        """Whether nothing that scores no more than this, and has no smaller key, would be shown, nor be the first that stands."""
        found, limit = self.found, self._limit
        standing = any(one.stands and one.score >= most for one in found)
        return most < THRESHOLDS.low or (standing and len(found) >= limit > 0 and by_score(found[limit - 1]) <= (-most, key))


def rank(rankings: Sequence[Ranking]) -> None:
    """Score what may be shown of each."""
    going = [(ranking, ranking.runs()) for ranking in rankings]
    while going:
        asked = [(ranking, gists, run) for ranking, gists in going if (run := next(gists, None)) is not None]
        for (ranking, *_), likenesses in zip(asked, ranked([(one.brand, run) for one, _, run in asked]), strict=True):
            ranking.found = sorted((*ranking.found, *likenesses), key=by_score)
        going = [(ranking, gists) for ranking, gists, _ in asked]
