"""Formulas within the bounds that cost as much as any, and some that sympy would not end with."""

HEAVY = [
    "*".join(f"(x+{i})" for i in range(150)),
    "*".join(f"sin(x{i % 10 + 1}+x{i * 3 % 10 + 1}*x{(i * 7 + 1) % 10 + 1})" for i in range(70)),
    "^".join(["(x+y+z)"] * 24),
    "+".join(f"x{i % 10 + 1}^x{(i + 1) % 10 + 1}^1.5" for i in range(90)),
    "tan(" * 15 + "x*y" + "*y+x)" * 15,
    "x^1000*(4x)^1000*((3x)^1000)^1000",
    "max(" + ",".join(f"sin({i}x1)*x{i % 10 + 1}" for i in range(1, 40)) + ")",
    "*".join(f"(x{i}^2+{i})" for i in range(1, 101)),
    "+".join(f"x{i}*x{i % 100 + 1}^2" for i in range(1, 101)),
    "tan(" * 12 + "+".join(f"x{i}" for i in range(1, 101)) + ")" * 12,
    "*".join("(" + "+".join(f"x{i}" for i in range(j, 101, 10)) + ")" for j in range(1, 11)),
]  # fmt: skip

TOO_HEAVY = [  # their second derivatives are
    "*".join(f"sin(x{i % 100 + 1}+x{i * 3 % 100 + 1}*x{(i * 7 + 1) % 100 + 1})" for i in range(68)),
    "^".join(f"x{i + 1}" for i in range(49)) + "+x100",
    "*".join(f"max(x{4 * (j % 25) + 1},x{4 * (j % 25) + 2},x{j + 3},x{j + 4})" for j in range(60)),
]  # fmt: skip

ENDLESS = [  # sympy thinks for minutes about these
    "x+-(pi/max(0,exp(sqrt(cos(min(10,a))))))",
    "x+(cos(piecewise((max(e,log10(pi))*sin(-2))<((sinh(0)-(0.5*3))*e),(sinh(atan(x))+y),"
    "acos(piecewise(3<sign(10),(10)^2,(y/y))))))^-2",
]  # fmt: skip
