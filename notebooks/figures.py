"""How the notebooks look: colours that the colour-blind tell apart, figures of one width, prose with computed numbers."""
import matplotlib.pyplot as plt
import pandas
from IPython.display import Markdown, display

# Okabe and Ito's palette.
BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")
GREY = "#8A8A8A"
CYCLE = [BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, BLACK, YELLOW]
HATCHES = ["", "//", "..", "xx", "\\\\", "++", "oo", "--"]
WIDTH = 8.0

plt.rcParams.update({
    "figure.figsize": (WIDTH, 3.6), "figure.dpi": 80, "savefig.dpi": 80, "figure.constrained_layout.use": True,
    "axes.prop_cycle": plt.cycler(color=CYCLE), "axes.grid": True, "grid.color": "#DDDDDD", "grid.linewidth": 0.7,
    "axes.axisbelow": True, "axes.spines.top": False, "axes.spines.right": False, "axes.titlesize": 11,
    "axes.titlelocation": "left", "font.size": 10, "legend.frameon": False, "legend.fontsize": 9,
    "svg.hashsalt": "tokroof"})
pandas.set_option("display.max_rows", 40, "display.width", 120, "display.max_columns", 20)


def say(text):
    """Prose whose numbers were computed in the same cell."""
    display(Markdown(text))


def show(frame, digits=3):
    """A table as Markdown, numbers with so many significant digits."""
    def cell(value):
        if isinstance(value, float):
            return "" if value != value else f"{value:.{digits}g}" if abs(value) < 10 ** digits else f"{value:.0f}"
        return str(value).replace("|", "/")

    lines = ["| " + " | ".join(map(str, frame.columns)) + " |", "|" + " --- |" * len(frame.columns)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in frame.itertuples(index=False)]
    display(Markdown("\n".join(lines)))
