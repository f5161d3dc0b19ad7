"""The words and signs of mathematics that every notation shares, each in one spelling."""

from __future__ import annotations

FUNCTIONS = {
    "exp": "exp", "log": "log", "ln": "log", "sqrt": "sqrt", "tanh": "tanh", "softmax": "softmax", "smax": "softmax",
    "sigmoid": "sigmoid", "logistic": "sigmoid", "sigm": "sigmoid", "relu": "relu", "ReLU": "relu", "RELU": "relu",
    "Relu": "relu",
    "max": "max", "min": "min", "abs": "abs", "sign": "sign", "sgn": "sign", "diag": "diag", "Diag": "diag",
    "sum": "sum", "mean": "mean", "dot": "dot", "Softmax": "softmax", "Sigmoid": "sigmoid",
}  # fmt: skip
"""Functions that are known by their name: as written → in one spelling."""

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ϑ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi", "ψ": "psi",
    "ω": "omega", "Δ": "Delta", "Θ": "Theta", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "Λ": "Lambda",
    "χ": "chi", "ℓ": "ell",
}  # fmt: skip
"""Greek letters and their names."""

LETTER_NAMES = frozenset(
    {*GREEK.values(), "varepsilon", "vartheta", "varphi", "varsigma", "varrho", "ell", "Gamma", "Sigma", "Pi"}
)
ONE_NAME = {
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "varphi": "phi",
    "varsigma": "sigma",
    "varrho": "rho",
}
"""Letters that are only drawn differently."""

ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "tilde": "tilde",
    "widetilde": "tilde",
    "bar": "bar",
    "overline": "bar",
}
"""Accents that make another name of a letter."""

OPERATORS = {
    "+": "+", "-": "-", "−": "-", "–": "-", "*": "*", "/": "/", "@": "@", "·": "cdot", "⋅": "cdot", "∙": "cdot",
    "×": "times", "⊙": "odot", "∘": "odot", "∗": "*", "÷": "div", "⨀": "odot", "⊗": "otimes",
}  # fmt: skip
RELATIONS = {
    "=": "=", "==": "==", ":=": "=", "≡": "=", "≠": "!=", "!=": "!=", "<": "<", ">": ">", "≤": "<=", "≥": ">=",
    "<=": "<=", ">=": ">=", "⇒": "=>", "=>": "=>", "==>": "=>", "⟹": "=>", "←": "<-", "→": "->", "->": "->",
    "<-": "<-", "+=": "+=", "-=": "-=", "∈": "in", "~": "~", "∼": "~", "≈": "~=", "⇔": "<=>", "∝": "prop",
}  # fmt: skip
"""Signs in one spelling."""

COMPARISONS = ("==", "!=", "<", ">", "<=", ">=")

SUPERSCRIPTS = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵀᵗˡᴸᵏʲᵐˣᵃᵇᶜᵈᵉᶻʸ⁼",
        "0123456789+-()niTtlLkjmxabcdezy=",
        strict=True,
    )
)
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-()aehijklmnoprstuvx", strict=True))
"""Unicode's raised and lowered characters and what they are."""

COMMANDS = {
    "cdot": ("operator", "cdot"), "times": ("operator", "times"), "odot": ("operator", "odot"),
    "circ": ("operator", "odot"), "bigodot": ("operator", "odot"), "ast": ("operator", "*"),
    "star": ("operator", "*"), "div": ("operator", "div"), "cdotp": ("operator", "cdot"),
    "otimes": ("operator", "otimes"), "bullet": ("operator", "cdot"),
    "partial": ("symbol", "partial"), "nabla": ("symbol", "nabla"), "prime": ("prime", "'"),
    "sum": ("command", "sum"), "frac": ("command", "frac"), "dfrac": ("command", "frac"),
    "tfrac": ("command", "frac"), "cfrac": ("command", "frac"), "sqrt": ("command", "sqrt"),
    "over": ("command", "over"), "top": ("symbol", "T"), "intercal": ("symbol", "T"), "T": ("symbol", "T"),
    "lbrack": ("open", "["), "rbrack": ("close", "]"), "lbrace": ("open", "{"), "rbrace": ("close", "}"),
    "lparen": ("open", "("), "rparen": ("close", ")"),
    "lvert": ("bar", "|"), "rvert": ("bar", "|"), "vert": ("bar", "|"), "mid": ("bar", "|"),
    "lVert": ("bar", "||"), "rVert": ("bar", "||"), "Vert": ("bar", "||"), "|": ("bar", "||"),
    "{": ("open", "{"), "}": ("close", "}"),
    "neq": ("relation", "!="), "ne": ("relation", "!="), "le": ("relation", "<="), "leq": ("relation", "<="),
    "ge": ("relation", ">="), "geq": ("relation", ">="), "lt": ("relation", "<"), "gt": ("relation", ">"),
    "equiv": ("relation", "="), "triangleq": ("relation", "="), "doteq": ("relation", "="),
    "coloneqq": ("relation", "="), "Rightarrow": ("relation", "=>"), "implies": ("relation", "=>"),
    "Longrightarrow": ("relation", "=>"), "therefore": ("relation", "=>"), "leftarrow": ("relation", "<-"),
    "gets": ("relation", "<-"), "to": ("relation", "->"), "rightarrow": ("relation", "->"),
    "in": ("relation", "in"), "approx": ("relation", "~="), "sim": ("relation", "~"),
    "propto": ("relation", "prop"), "iff": ("relation", "<=>"), "Leftrightarrow": ("relation", "<=>"),
}  # fmt: skip
"""LaTeX commands that are one token: its kind and text."""

SPACING = frozenset(
    {",", ";", ":", "!", " ", "quad", "qquad", "thinspace", "displaystyle", "textstyle", "scriptstyle", "limits",
     "nolimits", "nonumber", "notag", "hfill", "enspace", "centering", "big", "Big", "bigg", "Bigg", "bigl", "bigr",
     "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "left", "right", "middle", "allowbreak", "\n", "\t",
     "bigm", "hspace*", "vspace*"}
)  # fmt: skip
"""LaTeX commands that only set spaces and sizes."""

FONTS = frozenset(
    {"mathbf", "boldsymbol", "bm", "mathrm", "mathit", "mathsf", "mathtt", "vec", "mathcal", "mathscr", "bold",
     "operatorname", "operatorname*", "pmb", "textbf", "textit", "texttt", "textrm", "mathop", "underline",
     "mathbb", "mathfrak", "bf", "rm", "it", "cal", "text", "mbox", "mathnormal", "overrightarrow", "hbox"}
)  # fmt: skip
"""LaTeX commands that change the look of what follows, and not what it is."""

ENVIRONMENTS = frozenset(
    {"align", "aligned", "eqnarray", "equation", "gather", "gathered", "split", "multline", "cases", "alignat",
     "flalign", "math", "displaymath", "dcases"}
)  # fmt: skip

UNSUPPORTED = {
    "int": "integrals", "prod": "products over an index", "lim": "limits", "infty": "infinity",
    "forall": "quantifiers", "exists": "quantifiers", "argmax": "argmax", "arg": "argmax",
    "begin{bmatrix}": "matrices of numbers", "begin{pmatrix}": "matrices of numbers",
    "begin{matrix}": "matrices of numbers", "begin{array}": "arrays", "ldots": "dots", "dots": "dots",
    "cdots": "dots", "vdots": "dots", "ddots": "dots", "pm": "two signs at once", "mathbb{E}": "expectations",
}  # fmt: skip
"""LaTeX commands that are known and not read, and what they stand for."""

DEFINING = frozenset(
    {"def", "edef", "gdef", "xdef", "newcommand", "renewcommand", "providecommand", "let", "futurelet",
     "DeclareMathOperator", "newenvironment", "catcode", "csname", "expandafter", "input", "include", "write",
     "openout", "openin", "read", "immediate", "loop", "require", "usepackage", "documentclass"}
)  # fmt: skip
"""LaTeX commands that define or load something: never carried out."""
