"""Formulas within the bounds that cost as much as any, and some that sympy would not end with."""

HEAVY = [
    "*".join(f"(x+{i})" for i in range(150)),
    "*".join(f"sin(x{i % 10 + 1}+x{i * 3 % 10 + 1}*x{(i * 7 + 1) % 10 + 1})" for i in range(70)),
    "^".join(["(x+y+z)"] * 24),
    "+".join(f"x{i % 10 + 1}^x{(i + 1) % 10 + 1}^1.5" for i in range(90)),
    "tan(" * 15 + "x*y" + "*y+x)" * 15,
    "x^1000*(4x)^1000*((3x)^1000)^1000",
    "max(" + ",".join(f"sin({i}x1)*x{i % 10 + 1}" for i in range(1, 40)) + ")",
]  # fmt: skip

ENDLESS = [  # sympy thinks for minutes about these
    "x+-(pi/max(0,exp(sqrt(cos(min(10,a))))))",
    "x+(cos(piecewise((max(e,log10(pi))*sin(-2))<((sinh(0)-(0.5*3))*e),(sinh(atan(x))+y),"
    "acos(piecewise(3<sign(10),(10)^2,(y/y))))))^-2",
]  # fmt: skip
