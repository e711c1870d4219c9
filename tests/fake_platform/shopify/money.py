"""Amounts in two currencies at once: what the shop earns and what the buyer sees."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

DIGITS = {"JPY": 0, "KRW": 0, "KWD": 3}  # else 2


def quantum(currency):
    """Return the smallest amount of a currency."""
    return Decimal(1).scaleb(-DIGITS.get(currency, 2))


def rounded(amount, currency):
    """Round half up to the smallest amount, as the platform does."""
    return amount.quantize(quantum(currency), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Dual:
    """An amount in shop currency and in presentment currency."""

    shop: Decimal
    other: Decimal

    def __add__(self, more):
        return Dual(self.shop + more.shop, self.other + more.other)

    def __sub__(self, less):
        return Dual(self.shop - less.shop, self.other - less.other)

    def __neg__(self):
        return Dual(-self.shop, -self.other)

    def times(self, factor):
        """Return the exact product, not rounded."""
        return Dual(self.shop * factor, self.other * factor)

    def least(self, limit):
        """Return the smaller amount of each currency."""
        return Dual(min(self.shop, limit.shop), min(self.other, limit.other))

    def __bool__(self):
        return bool(self.shop or self.other)

    def dump(self):
        """Return what is saved."""
        return [str(self.shop), str(self.other)]


def load(saved):
    """Return the amount that was dumped."""
    return Dual(Decimal(saved[0]), Decimal(saved[1]))


@dataclass(frozen=True)
class Pair:
    """Shop and presentment currency of an order, with the rate between them."""

    shop: str
    other: str
    rate: str = "1"

    def zero(self):
        """Return nothing."""
        return Dual(Decimal(0), Decimal(0))

    def amount(self, value):
        """Return an amount given in shop currency, converted and rounded."""
        value = Decimal(str(value))
        return self.round(Dual(value, value * Decimal(self.rate)))

    def round(self, dual):
        """Round both sides."""
        return Dual(rounded(dual.shop, self.shop), rounded(dual.other, self.other))

    def total(self, amounts):
        """Return the sum."""
        return sum(amounts, self.zero())

    def allocate(self, amount, weights):
        """Split an amount in proportion; the parts add up to the cent."""
        return [
            Dual(one, two)
            for one, two in zip(
                _allocate(amount.shop, [w.shop for w in weights], quantum(self.shop)),
                _allocate(
                    amount.other, [w.other for w in weights], quantum(self.other)
                ),
                strict=True,
            )
        ]


def _allocate(amount, weights, step):
    whole = sum(weights)
    if not whole:
        return [Decimal(0)] * len(weights)
    exact = [amount * weight / whole for weight in weights]
    parts = [(part / step).to_integral_value("ROUND_FLOOR") * step for part in exact]
    left = int((amount - sum(parts)) / step)
    order = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
    for place in order[:left]:
        parts[place] += step
    return parts


def bag(dual, pair):
    """Return a MoneyBag."""
    return {
        "shopMoney": money(dual.shop, pair.shop),
        "presentmentMoney": money(dual.other, pair.other),
    }


@lru_cache(maxsize=65536)
def money(amount, currency):
    """Return a MoneyV2; the platform writes 10.00 as ``10.0``.

    Equal amounts share one object: an order shows some hundred of them.
    """
    return {"amount": short(amount), "currencyCode": currency}


def short(amount):
    """Return a decimal with at least one and no useless further digits."""
    if not amount:
        return "0.0"
    text = f"{amount:f}"
    if "." not in text:
        return text + ".0"
    text = text.rstrip("0")
    return text + "0" if text.endswith(".") else text


def fixed(amount, currency):
    """Return a decimal with the currency's digits, as webhooks write it."""
    return f"{rounded(Decimal(amount), currency):f}"
