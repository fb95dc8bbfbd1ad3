module attributes {a.numbers = [1.000000e+00, 2.000000e+500, 1.000000e+300]} {
}
