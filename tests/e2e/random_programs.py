"""Programs made at random, with what comes out of them.

random_programs.py SEED DEVICE,.. : writes program.mlir and call.txt, the inputs
and expected outputs of @main as options of `weir run`. What is computed here is
computed with lists, which nothing changes in place.
"""
import random
import sys

LONG, SHORT = 8, 4  # the two sizes of tensors


def tensor(size):
    return f"tensor<{size}xi32>"


def wrap(number):
    number &= 0xFFFFFFFF
    return number - (1 << 32) if number >> 31 else number


def added(a, b):
    return [wrap(x + y) for x, y in zip(a, b)]


def multiplied(a, b):
    return [wrap(x * y) for x, y in zip(a, b)]


def updated(target, source, offset):
    return target[:offset] + source + target[offset + len(source):]


class Program:
    def __init__(self, seed, devices):
        self.random = random.Random(seed)
        self.devices = devices
        self.names = 0
        self.globals = {}
        self.callees = []

    def name(self):
        self.names += 1
        return f"%v{self.names}"


class Block:
    """Ops of one block; what it knows are (name, contents) of tensors."""

    def __init__(self, program, known, depth):
        self.program, self.known, self.depth = program, list(known), depth
        self.lines = []

    def emit(self, text):
        self.lines.append("  " * (3 - self.depth) + text)

    def pick(self, size):
        """One of that size; the last ones more often. There always is one."""
        fitting = [v for v in self.known if len(v[1]) == size]
        if not fitting:
            self.constant(size)
            fitting = self.known[-1:]
        recent = self.program.random.random() < 0.5
        return self.program.random.choice(fitting[-3:] if recent else fitting)

    def make(self, op, contents):
        name = self.program.name()
        self.emit(f"{name} = {op}")
        self.known.append((name, contents))

    def number(self, value, kind="index"):
        name = self.program.name()
        self.emit(f"{name} = arith.constant {value} : {kind}")
        return name

    def constant(self, size):
        value = self.program.random.randrange(-5, 100)
        self.make(f"arith.constant dense<{value}> : {tensor(size)}", [value] * size)

    def update(self, source, target, offset):
        at = self.number(offset)
        self.make(f"flow.tensor.update {source[0]}, {target[0]}[{at}] : "
                  f"{tensor(len(source[1]))} -> {tensor(LONG)}",
                  updated(target[1], source[1], offset))

    # Ways to go on.

    def step(self):
        kinds = [self.do_constant, self.do_splat, self.do_update, self.do_update,
                 self.do_slice, self.do_clone, self.do_reshape, self.do_barrier,
                 self.do_arithmetic, self.do_arithmetic, self.do_fill, self.do_load,
                 self.do_store, self.do_transfer, self.do_call]
        if self.depth > 0:
            kinds += [self.do_branch, self.do_loop]
        self.program.random.choice(kinds)()

    def any_size(self):
        return self.program.random.choice([LONG, SHORT])

    def do_constant(self):
        self.constant(self.any_size())

    def do_splat(self):
        size, value = self.any_size(), self.program.random.randrange(100)
        scalar = self.number(value, "i32")
        self.make(f"flow.tensor.splat {scalar} : {tensor(size)}", [value] * size)

    def do_update(self):
        whole = self.program.random.random() < 0.2
        source = self.pick(LONG if whole else SHORT)
        offset = 0 if whole else self.program.random.randrange(LONG - SHORT + 1)
        self.update(source, self.pick(LONG), offset)

    def do_slice(self):
        source, offset = self.pick(LONG), self.program.random.choice([0, 2, 4])
        at, length = self.number(offset), self.number(SHORT)
        self.make(f"flow.tensor.slice {source[0]}[{at} for {length}] : "
                  f"{tensor(LONG)} -> {tensor(SHORT)}", source[1][offset:offset + SHORT])

    def do_clone(self):
        source = self.pick(self.any_size())
        self.make(f"flow.tensor.clone {source[0]} : {tensor(len(source[1]))}", source[1])

    def do_reshape(self):
        source, square = self.pick(LONG), self.program.name()
        self.emit(f"{square} = flow.tensor.reshape {source[0]} : {tensor(LONG)} -> tensor<2x4xi32>")
        self.make(f"flow.tensor.reshape {square} : tensor<2x4xi32> -> {tensor(LONG)}", source[1])

    def do_barrier(self):
        source = self.pick(self.any_size())
        self.make(f"util.optimization_barrier {source[0]} : {tensor(len(source[1]))}", source[1])

    def do_arithmetic(self):
        size = self.any_size()
        a, b = self.pick(size), self.pick(size)
        op, compute = self.program.random.choice([("addi", added), ("muli", multiplied)])
        self.make(f"arith.{op} {a[0]}, {b[0]} : {tensor(size)}", compute(a[1], b[1]))

    def do_fill(self):
        target, place = self.pick(LONG), self.program.random.randrange(LONG)
        value = self.program.random.randrange(1000)
        at, scalar = self.number(place), self.number(value, "i32")
        self.make(f"flow.tensor.store {scalar}, {target[0]}[{at}] : {tensor(LONG)}",
                  updated(target[1], [value], place))

    def do_load(self):
        name = self.program.random.choice(sorted(self.program.globals))
        self.make(f"util.global.load @{name} : {tensor(LONG)}", self.program.globals[name])

    def do_store(self):
        source = self.pick(LONG)
        name = self.program.random.choice(sorted(self.program.globals))
        self.emit(f"util.global.store {source[0]}, @{name} : {tensor(LONG)}")
        self.program.globals[name] = source[1]

    def do_transfer(self):
        source = self.pick(self.any_size())
        device = self.program.random.choice(self.program.devices)
        self.make(f"flow.tensor.transfer {source[0]} : {tensor(len(source[1]))} "
                  f"to #hal.device.affinity<@{device}>", source[1])

    def do_call(self):
        callee, compute = self.program.random.choice(self.program.callees)
        a, b, both, t = self.pick(LONG), self.pick(LONG), self.program.name(), tensor(LONG)
        self.emit(f"{both}:2 = util.call @{callee}({a[0]}, {b[0]}) : ({t}, {t}) -> ({t}, {t})")
        first, second = compute(a[1], b[1])
        self.known += [(both + "#0", first), (both + "#1", second)]

    def do_branch(self):
        """On a number that a device computed; both sides may store globals."""
        program, source = self.program, self.pick(LONG)
        place, limit = program.random.randrange(LONG), program.random.choice([0, 5, 50])
        at, element, condition, both = self.number(place), *(program.name() for _ in range(3))
        self.emit(f"{element} = flow.tensor.load {source[0]}[{at}] : {tensor(LONG)}")
        bound = self.number(limit, "i32")
        self.emit(f"{condition} = arith.cmpi sgt, {element}, {bound} : i32")
        self.emit(f"{both}:2 = scf.if {condition} -> ({tensor(LONG)}, {tensor(SHORT)}) {{")
        before, ends = dict(program.globals), []
        for _ in range(2):
            program.globals = dict(before)
            side = Block(program, self.known, self.depth - 1)
            for _ in range(program.random.randrange(4)):
                side.step()
            long, short = side.pick(LONG), side.pick(SHORT)
            side.emit(f"scf.yield {long[0]}, {short[0]} : {tensor(LONG)}, {tensor(SHORT)}")
            self.lines += side.lines
            self.emit("} else {" if not ends else "}")
            ends.append((long[1], short[1], program.globals))
        long, short, program.globals = ends[0 if source[1][place] > limit else 1]
        self.known += [(both + "#0", long), (both + "#1", short)]

    def do_loop(self):
        program, start, rounds = self.program, self.pick(LONG), self.program.random.randrange(4)
        part, other = self.pick(SHORT), self.pick(LONG)
        low, high, one = self.number(0), self.number(rounds), self.number(1)
        result, index, carried = (program.name() for _ in range(3))
        self.emit(f"{result} = scf.for {index} = {low} to {high} step {one} "
                  f"iter_args({carried} = {start[0]}) -> ({tensor(LONG)}) {{")
        # Each round is worked out by making the body again, alike.
        seed, contents, names = program.random.random(), start[1], program.names
        outer = program.random
        for turn in range(max(rounds, 1)):
            program.random, program.names = random.Random(seed), names
            body = Block(program, [(carried, contents), part, other], 0)
            kinds = [body.do_update, body.do_arithmetic, body.do_slice, body.do_fill]
            for kind in program.random.choices(kinds, k=2):
                kind()
            end = body.pick(LONG)
            body.emit(f"scf.yield {end[0]} : {tensor(LONG)}")
            if turn < rounds:
                contents = end[1]
        program.random = outer
        self.lines += body.lines
        self.emit("}")
        self.known.append((result, contents))


def callee(program, number):
    """A function of two tensors: its text, its name and what it computes."""
    name, t, u = f"callee{number}", tensor(LONG), tensor(SHORT)
    bodies = [
        (f"""  %0 = arith.addi %a, %b : {t}
  util.return %0, %a : {t}, {t}""",
         lambda a, b: (added(a, b), a)),
        (f"""  %c2 = arith.constant 2 : index
  %k = arith.constant dense<[9, 8, 7, 6]> : {u}
  %0 = flow.tensor.update %k, %a[%c2] : {u} -> {t}
  util.return %b, %0 : {t}, {t}""",
         lambda a, b: (b, updated(a, [9, 8, 7, 6], 2))),
        (f"""  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %s = flow.tensor.slice %a[%c4 for %c4] : {t} -> {u}
  %0 = flow.tensor.update %s, %b[%c0] : {u} -> {t}
  %1 = arith.addi %0, %a : {t}
  util.return %0, %1 : {t}, {t}""",
         lambda a, b: (updated(b, a[4:], 0), added(updated(b, a[4:], 0), a))),
        (f"  util.return %b, %a : {t}, {t}", lambda a, b: (b, a)),
    ]
    body, compute = program.random.choice(bodies)
    stays = " attributes {inlining_policy = #util.inline.never}"
    inline = stays if program.random.random() < 0.7 else ""
    text = (f"util.func private @{name}(%a: {t}, %b: {t}) -> ({t}, {t}){inline} {{\n"
            f"{body}\n}}\n")
    return text, (name, compute)


def generate(seed, devices):
    """Text, inputs and outputs."""
    program, text = Program(seed, devices), ""
    for i in range(2):
        contents = [program.random.randrange(50) for _ in range(LONG)]
        program.globals[f"g{i}"] = contents
        text += f"util.global private mutable @g{i} = dense<{contents}> : {tensor(LONG)}\n"
    for i in range(2):
        function, known = callee(program, i)
        text += function
        program.callees.append(known)
    inputs = [[program.random.randrange(-3, 60) for _ in range(n)] for n in (LONG, SHORT)]
    block = Block(program, [("%arg0", inputs[0]), ("%arg1", inputs[1])], 2)
    for _ in range(program.random.randrange(3, 16)):
        block.step()
    ends = [block.pick(LONG), block.pick(LONG), block.pick(SHORT)]
    types = ", ".join(tensor(len(v[1])) for v in ends)
    text += (f"util.func public @main(%arg0: {tensor(LONG)}, %arg1: {tensor(SHORT)}) -> ({types}) {{\n"
             + "\n".join(block.lines)
             + f"\n  util.return {', '.join(v[0] for v in ends)} : {types}\n}}\n")
    return text, inputs, [v[1] for v in ends]


def main():
    text, inputs, outputs = generate(int(sys.argv[1]), sys.argv[2].split(","))
    with open("program.mlir", "w") as file:
        file.write(text)
    with open("call.txt", "w") as file:
        for option, values in (("--input", inputs), ("--expected-output", outputs)):
            for contents in values:
                numbers = " ".join(map(str, contents))
                file.write(f"{option}\n{len(contents)}xi32={numbers}\n")


main()
