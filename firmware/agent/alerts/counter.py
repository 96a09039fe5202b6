# SPDX-License-Identifier: MIT
"""The counter: what lamp, buzzer and panel show. Writes to a part only when its picture changes."""

from agent import effects
from agent.alerts import desk, panel, patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.contracts import Buzzer, Lamp, Panel

    Picture = tuple[int, tuple[str, ...]]


class Counter:
    """Lamp, buzzer and panel of one board; `silent` is mode observe: no sound at the counter."""

    def __init__(self, lamp: "Lamp", buzzer: "Buzzer", screen: "Panel | None") -> None:
        self._lamp = lamp
        self._buzzer = buzzer
        self._screen = screen
        self._lamp_shown: int | None = None
        self._lines_shown: tuple[str, ...] = ()
        self.silent = True
        self.language = 1
        self.clears_anyway = False  # sales reach the acquirer before they are settled

    def sound(self, pattern: int | None) -> None:
        """Play `pattern` once, unless this board is to be silent."""
        if pattern is not None and not self.silent:
            self._buzzer.play(pattern)

    def show(self, standing: "desk.Standing | None", count: int, otherwise: "Picture") -> None:
        """Show the alert that stands, of `count` in all, or else the (lamp, lines) of the moment.

        Under an alert's words: whose it is by now, and how many stand.
        """
        if standing is None:
            lamp, lines = otherwise
        else:
            lamp = desk.lamp_of(standing)
            open_ = standing.alert == effects.A_SETTLEMENT_OPEN
            key = panel.OPEN_CLEARS if open_ and self.clears_anyway else standing.alert
            lines = panel.words(self.language, key, standing.subject)
            role = standing.passed_to()
            if role is not None:
                lines += panel.words(self.language, panel.ASK + role, None)
            if count > 1:
                lines += panel.words(self.language, panel.OPEN, count)
        if lamp != self._lamp_shown:
            self._lamp_shown = lamp
            self._lamp.show(lamp)
        if self._screen is not None and lines != self._lines_shown:
            self._lines_shown = lines
            self._screen.show(lines)

    def show_again(self) -> None:
        """Write to lamp and panel next time whatever they show: somebody else wrote to them."""
        self._lamp_shown, self._lines_shown = None, ()

    def working(self, key: int) -> "Picture":
        """Return the picture for work under way: one of panel's WORKING_*."""
        return patterns.LAMP_BLUE, panel.words(self.language, key, None)

    def settled(self) -> "Picture":
        """Return the picture after closing: settled, you may switch off."""
        return patterns.LAMP_GREEN_BLINK, panel.words(self.language, panel.SETTLED, None)

    def deferred(self) -> "Picture":
        """Return the picture after closing below the minimum: nothing has to be done now."""
        return patterns.LAMP_GREEN_BLINK, panel.words(self.language, panel.DEFERRED, None)

    def attended(self, asked: bool, closed: bool | None, signed_in: bool) -> "Picture":
        """Return the picture beside a terminal that tells nothing: what people said of it.

        `asked`: whether a receipt is asked for; `closed`: settled for the day, for a shift, or
        None.
        """
        key = panel.SIGN_IN_ATTESTED if signed_in else panel.HOLD_TO_CLOSE
        key = key if closed is None else panel.ATTESTED
        lines = panel.words(self.language, panel.RECEIPT_ASKED if asked else key, None)
        if closed and not asked:
            return patterns.LAMP_GREEN_BLINK, lines
        lamp = patterns.LAMP_GREEN if signed_in else patterns.LAMP_OFF
        return lamp, lines if asked else lines[:1]

    def selling(self, signed_in: bool | None, sales: int, left: int | None) -> "Picture":
        """Return the everyday picture: signed in or not known, and how many sales are open.

        `left`: how many more until the batch is settled to make room, None if that is far.
        """
        lamp = patterns.LAMP_GREEN if signed_in else patterns.LAMP_OFF
        lines = panel.words(self.language, panel.BATCH, sales)
        if left is not None:
            lines += panel.words(self.language, panel.COUNTDOWN, left)
        return lamp, panel.words(self.language, panel.READY, None) + lines if signed_in else lines
