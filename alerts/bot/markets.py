"""Markets as people write them: codes, names in Chinese and English, and the offices they stand for."""

import difflib
from collections.abc import Iterable, Sequence

from alerts.bot.problems import TypedError
from alerts.texts import N_
from index.text import fold
from records.tables import Market

ALIASES = {"uk": "GB", "usa": "US", "england": "GB", "eu27": "EU", "europe": "EU", "america": "US", "欧洲": "EU", "英格兰": "GB"}
EVERYWHERE = frozenset(fold(word) for word in ("all", "any", "全部", "所有", "全球", "不限"))


class MarketNames:
    """The markets of markets.csv, found by what people call them."""

    def __init__(self, markets: Sequence[Market]) -> None:
        self.markets = tuple(markets)
        self._by_name: dict[str, Market] = {}
        for market in markets:
            for name in (market.name_en, market.name_zh, market.office, market.code):
                self._by_name[fold(name)] = market
        by_code = {market.code: market for market in markets}
        for alias, code in ALIASES.items():
            if code in by_code:
                self._by_name.setdefault(fold(alias), by_code[code])

    def offices(self, names: Iterable[str]) -> tuple[str, ...]:
        """ST.3 offices of the named markets, each once; empty for "all". Raises TypedError for a name that is none."""
        offices: list[str] = []
        for name in names:
            if fold(name) in EVERYWHERE:
                return ()
            offices.append(self._market(name).office)
        return tuple(dict.fromkeys(offices))

    def _market(self, name: str) -> Market:
        market = self._by_name.get(fold(name))
        if market is not None:
            return market
        near = difflib.get_close_matches(fold(name), self._by_name, n=1, cutoff=0.75)
        if near:
            code = self._by_name[near[0]].code
            raise TypedError(N_("“{name}” is not a market I know. Did you mean {code}?"), name=name, code=code)
        raise TypedError(N_("“{name}” is not a market I know. Write codes such as US, EU, GB, JP, or all."), name=name)

    def codes(self, offices: Iterable[str]) -> tuple[str, ...]:
        """Offices as the market codes people write: ``EM`` is ``EU``."""
        codes = {market.office: market.code for market in reversed(self.markets)}
        return tuple(codes.get(office, office) for office in offices)
