# Models with open dimensions, and what they compute for some sizes: worked out
# here in plain Python, by what ONNX says of each operator.
#
#   open_shapes.py   writes NAME.txt, the model (make_model), and for each size
#                    NAME.N.run, the arguments of weir run, with NAME.N.*.npy
import itertools, math, struct


class Tensor:
    def __init__(self, shape, data):
        self.shape, self.data = list(shape), list(data)
        assert len(self.data) == math.prod(self.shape), (self.shape, len(self.data))

    def at(self, *index):
        flat = 0
        for i, n in zip(index, self.shape):
            assert 0 <= i < n
            flat = flat * n + i
        return self.data[flat]


def make(shape, element):
    return Tensor(shape, [element(*i) for i in itertools.product(*map(range, shape))])


def stretch(shapes):
    rank = max(map(len, shapes))
    padded = [[1] * (rank - len(s)) + list(s) for s in shapes]
    return [next((n for n in ns if n != 1), 1) for ns in zip(*padded)]


def each(f, *ts):
    shape = stretch([t.shape for t in ts])
    def read(t, index):
        own = index[len(index) - len(t.shape):]
        return t.at(*[0 if n == 1 else i for i, n in zip(own, t.shape)])
    return make(shape, lambda *i: f(*[read(t, i) for t in ts]))


def matmul(a, b):
    batch = stretch([a.shape[:-2], b.shape[:-2]]) if max(len(a.shape), len(b.shape)) > 2 else []
    def part(t, index):
        own = index[len(index) - (len(t.shape) - 2):] if len(t.shape) > 2 else ()
        return [0 if n == 1 else i for i, n in zip(own, t.shape)]
    def element(*index):
        m, n, batches = index[-2], index[-1], index[:-2]
        x, y = part(a, batches), part(b, batches)
        return sum(a.at(*x, m, k) * b.at(*y, k, n) for k in range(a.shape[-1]))
    return make(batch + [a.shape[-2], b.shape[-1]], element)


def transpose(t, perm):
    def element(*i):
        source = [0] * len(perm)
        for d, p in enumerate(perm):
            source[p] = i[d]
        return t.at(*source)
    return make([t.shape[p] for p in perm], element)


def reshape(t, *shape):
    return Tensor(shape, t.data)


def concat(axis, *ts):
    shape = list(ts[0].shape)
    shape[axis] = sum(t.shape[axis] for t in ts)
    def element(*i):
        at = i[axis]
        for t in ts:
            if at < t.shape[axis]:
                return t.at(*i[:axis], at, *i[axis + 1:])
            at -= t.shape[axis]
    return make(shape, element)


def cut(t, axis, places):
    places = list(places)
    shape = list(t.shape)
    shape[axis] = len(places)
    return make(shape, lambda *i: t.at(*i[:axis], places[i[axis]], *i[axis + 1:]))


def reduce(t, axes, f, start, keep=True):
    kept = [1 if d in axes else n for d, n in enumerate(t.shape)]
    def element(*i):
        value = start
        for j in itertools.product(*[range(t.shape[d]) for d in axes]):
            index = list(i)
            for d, at in zip(axes, j):
                index[d] = at
            value = f(value, t.at(*index))
        return value
    out = make(kept, element)
    return out if keep else reshape(out, *[n for d, n in enumerate(t.shape) if d not in axes])


def total(t, axes, keep=True):
    return reduce(t, axes, lambda a, b: a + b, 0, keep)


def softmax(t, axis):
    most = reduce(t, [axis], max, -math.inf)
    powers = each(lambda a, b: math.exp(a - b), t, most)
    return each(lambda a, b: a / b, powers, total(powers, [axis]))


def filled(value, *shape):
    return make(shape, lambda *i: value)


# Numbers that are not alike, exact in f32.
def numbers(*shape, scale=0.125, salt=0):
    count = itertools.count(salt)
    return make(shape, lambda *i: ((next(count) * 37) % 23 - 11) * scale)


def integers(*shape, below):
    count = itertools.count()
    return make(shape, lambda *i: (next(count) * 7) % below)


def constant(name, t, kind="f32"):
    return "constant %s %s %s = %s\n" % (
        name, kind, " ".join(map(str, t.shape)), " ".join(map(str, t.data)))


cases = {}


# case(model text, sizes)(inputs and outputs by size)
def case(name, text, sizes):
    def keep(f):
        cases[name] = (text, sizes, f)
    return keep


I64 = "i64"
WQ, WK = numbers(8, 8, scale=0.0625), numbers(8, 8, scale=0.0625, salt=5)

# An encoder's attention as exporters write it: shapes taken apart and put
# together again.
@case("attention", """input x f32 batch seq 8
input mask f32 batch seq
constant i0 i64 = 0
constant i1 i64 = 1
constant ax0 i64 1 = 0
constant ax12 i64 2 = 1 2
constant heads i64 1 = 2
constant hd i64 1 = 4
constant left i64 1 = -1
""" + constant("wq", WQ) + constant("wk", WK) + """MatMul q: x wq -> q
MatMul k: x wk -> k
Shape sh: x -> shape
Gather g0: shape i0 -> b
Gather g1: shape i1 -> s
Unsqueeze u0: b ax0 -> bu
Unsqueeze u1: s ax0 -> su
Concat c0: bu su heads hd -> qs axis=0
Reshape rq: q qs -> q4
Reshape rk: k qs -> k4
Transpose tq: q4 -> qt perm=0,2,1,3
Transpose tk: k4 -> kt perm=0,2,3,1
MatMul qk: qt kt -> sc
Unsqueeze um: mask ax12 -> m4
Add am: sc m4 -> scm
Softmax sm: scm -> p axis=-1
Transpose tv: k4 -> vt perm=0,2,1,3
MatMul pv: p vt -> o
Transpose to: o -> ot perm=0,2,1,3
Concat c1: bu su left -> os axis=0
Reshape ro: ot os -> y
ReduceMean rm: y -> z axes=1, keepdims=0
output y
output z
output shape
""", [(1, 1), (2, 5), (3, 17)])
def attention(b, s):
    x, mask = numbers(b, s, 8), numbers(b, s, scale=0.25)
    def split(t):
        return transpose(reshape(t, b, s, 2, 4), [0, 2, 1, 3])
    q, k = split(matmul(x, WQ)), split(matmul(x, WK))
    scores = matmul(q, transpose(k, [0, 1, 3, 2]))
    scores = each(lambda a, m: a + m, scores, reshape(mask, b, 1, 1, s))
    o = matmul(softmax(scores, 3), k)
    y = reshape(transpose(o, [0, 2, 1, 3]), b, s, 8)
    z = each(lambda a: a / s, total(y, [1], False))
    return {"x": x, "mask": mask}, [y, z, (Tensor([3], [b, s, 8]), I64)]


# Sums in pieces, and what is left over from tiles.
@case("long", """input x f32 b m k
input y f32 k n
input bias f32 n
MatMul p: x y -> p
Add a: p bias -> s
Relu r: s -> z
output z
""", [(1, 1, 1, 1), (2, 19, 300, 70), (1, 9, 257, 50)])
def long(b, m, k, n):
    x, y, bias = numbers(b, m, k), numbers(k, n, salt=2), numbers(n, scale=8)
    return ({"x": x, "y": y, "bias": bias},
            [each(lambda p, q: max(p + q, 0), matmul(x, y), bias)])


# The rows of a table, and of something computed.
TABLE = numbers(11, 6)
@case("rows", constant("table", TABLE) + """input ids i64 batch seq
input x f32 batch seq 4
constant last i64 = -1
Gather g: table ids -> e
Gather l: x last -> tail axis=1
ReduceSum r: e -> sum axes=1, keepdims=1
output e
output tail
output sum
""", [(1, 1), (4, 3)])
def rows(b, s):
    ids, x = integers(b, s, below=11), numbers(b, s, 4)
    ids.data[0] = -2
    e = make([b, s, 6], lambda i, j, k: TABLE.at(ids.at(i, j) % 11, k))
    return ({"ids": (ids, I64), "x": x},
            [e, reshape(cut(x, 1, [s - 1]), b, 4), total(e, [1])])


# Cut, joined and cut again along open dimensions.
@case("pieces", """input x f32 n 4
input past f32 m 4
constant one i64 1 = 1
constant end i64 1 = 9223372036854775807
constant minus i64 1 = -1
constant zero i64 1 = 0
constant ax i64 1 = 0
constant two i64 1 = 2
Concat c: past x -> all axis=0
Split sp: all -> a b axis=0
Slice s1: x one end ax -> later
Slice s2: x zero minus ax -> sooner
Sub d: later sooner -> step
Slice s3: all zero end ax two -> even
Shape sh: past -> ps
Slice s4: ps zero one ax -> pn
Slice s5: all pn end ax -> again
Sub same: again x -> none
output a
output b
output step
output even
output none
""", [(1, 1), (5, 2), (4, 7)])
def pieces(n, m):
    x, past = numbers(n, 4), numbers(m, 4, salt=3)
    every = concat(0, past, x)
    half = (n + m + 1) // 2
    return ({"x": x, "past": past},
            [cut(every, 0, range(half)), cut(every, 0, range(half, n + m)),
             each(lambda p, q: p - q, cut(x, 0, range(1, n)), cut(x, 0, range(n - 1))),
             cut(every, 0, range(0, n + m, 2)), filled(0, n, 4)])


# Products of open dimensions, apart and together.
@case("products", """input x f32 a b 3
input y f32 b 1
constant flat i64 1 = -1
constant pairs i64 3 = 0 -1 1
Flatten f: x -> f axis=2
Flatten g: x -> g axis=1
Reshape r: x flat -> r
Mul m: x y -> scaled
Reshape p: scaled pairs -> p
Shape sx: x -> sx
ReduceProd rp: sx -> count keepdims=0
Squeeze sq: p -> q axes=2,
Size sz: q -> size
Add add: g q -> sum
output f
output r
output sum
output count
output size
""", [(2, 3), (1, 1), (5, 4)])
def products(a, b):
    x, y = numbers(a, b, 3), numbers(b, 1, salt=2)
    scaled = each(lambda p, q: p * q, x, y)
    count = Tensor([], [a * b * 3])
    return ({"x": x, "y": y},
            [reshape(x, a * b, 3), reshape(x, a * b * 3),
             each(lambda p, q: p + q, reshape(x, a, b * 3), reshape(scaled, a, b * 3)),
             (count, I64), (count, I64)])


# Comparisons, choices and reductions.
@case("choices", """input x f32 n m
input y f32 m
constant zero f32 = 0
constant value f32 1 = 2.5
constant minus i64 2 = -1 -1
constant ones i64 2 = 1 1
constant i0 i64 = 0
constant i1 i64 = 1
Greater g: x y -> more
Where w: more x y -> most
ReduceMax rm: most -> top axes=0, keepdims=0
ReduceMin rn: x -> low axes=0,1 keepdims=0
ReduceMean ra: x -> mean axes=-1,
Less l: x mean -> below
Cast c: below -> bits to=1
Shape s: x -> shape
ConstantOfShape cs: shape -> fill value=@value
Mul mf: fill x -> filled
Equal eq: shape minus -> unknown
Where ws: unknown ones shape -> target
Expand ex: y target -> wide
Gather gn: shape i0 -> n
Range ra2: i0 n i1 -> count
output top
output low
output bits
output filled
output wide
output count
""", [(1, 1), (3, 5), (33, 2)])
def choices(n, m):
    x, y = numbers(n, m), numbers(m, salt=4)
    most = each(max, x, y)
    mean = each(lambda a: a / m, total(x, [1]))
    return ({"x": x, "y": y},
            [reduce(most, [0], max, -math.inf, False),
             reduce(x, [0, 1], min, math.inf, False),
             each(lambda a, b: float(a < b), x, mean),
             each(lambda a: a * 2.5, x),
             make([n, m], lambda i, j: y.at(j)),
             (make([n], lambda i: i), I64)])


# An image of any size.
KERNEL = numbers(2, 3, 3, 3, scale=0.25)
@case("image", "input x f32 batch 3 height width\n" + constant("w", KERNEL) +
      """constant b f32 2 = 0.5 -0.5
constant scales f32 4 = 1 1 2 2
constant pads i64 8 = 0 0 1 0 0 0 0 2
Conv c: x w b -> c pads=1,1,1,1 strides=2,1
Relu r: c -> r
Resize up: r - scales -> y mode=nearest coordinate_transformation_mode=asymmetric nearest_mode=floor
GlobalAveragePool p: r -> mean
Pad pd: r pads -> framed
output y
output mean
output framed
""", [(1, 1, 1), (2, 5, 4), (1, 8, 3)])
def image(b, h, w):
    x = numbers(b, 3, h, w)
    oh = (h - 1) // 2 + 1
    def conv(n, f, i, j):
        total = 0.5 if f == 0 else -0.5
        for c, p, q in itertools.product(range(3), repeat=3):
            at = 2 * i + p - 1, j + q - 1
            if 0 <= at[0] < h and 0 <= at[1] < w:
                total += x.at(n, c, *at) * KERNEL.at(f, c, p, q)
        return max(total, 0)
    r = make([b, 2, oh, w], conv)
    return ({"x": x},
            [make([b, 2, 2 * oh, 2 * w], lambda n, f, i, j: r.at(n, f, i // 2, j // 2)),
             each(lambda a: a / (oh * w), total(r, [2, 3])),
             make([b, 2, oh + 1, w + 2],
                  lambda n, f, i, j: r.at(n, f, i - 1, j) if i >= 1 and j < w else 0)])


# A size that a tensor brings along.
@case("brought", """input x f32 n 6
input to i64 3
input at i64 1
constant end i64 1 = 100
constant ax i64 1 = 0
Reshape r: x to -> y
Slice s: x at end ax -> z
output y
output z
""", [(4, 3), (2, 1), (3, 0)])
def brought(n, at):
    x = numbers(n, 6)
    return ({"x": x, "to": (Tensor([3], [2, -1, 3]), I64), "at": (Tensor([1], [at]), I64)},
            [reshape(x, 2, n, 3), cut(x, 0, range(min(at, n), n))])


# Linear, between places; every size is what the sizes say.
@case("linear", """input x f32 1 n 1 w
constant i i64 2 = 0 1
constant tail i64 2 = 1 7
Shape s: x -> s
Gather g: s i -> head
Concat c: head tail -> sizes axis=0
Resize r: x - - sizes -> y mode=linear coordinate_transformation_mode=align_corners
output y
""", [(1, 2), (3, 5)])
def linear(n, w):
    x = numbers(1, n, 1, w)
    def element(a, c, d, j):
        at = j * (w - 1) / 6
        low = math.floor(at)
        high = min(low + 1, w - 1)
        return x.at(0, c, 0, low) + (x.at(0, c, 0, high) - x.at(0, c, 0, low)) * (at - low)
    return {"x": x}, [make([1, n, 1, 7], element)]


def npy(path, value):
    t, kind = value if isinstance(value, tuple) else (value, "f32")
    header = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }" % (
        "<f4" if kind == "f32" else "<i8", "".join("%d, " % n for n in t.shape))
    header = header.ljust(117) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        file.write(struct.pack("<%d%s" % (len(t.data), "f" if kind == "f32" else "q"), *t.data))


for name, (text, sizes, f) in cases.items():
    with open(name + ".txt", "w") as file:
        file.write(text)
    for number, size in enumerate(sizes):
        inputs, outputs = f(*size)
        arguments = []
        for key, value in inputs.items():
            npy("%s.%d.%s.npy" % (name, number, key), value)
            arguments += ["--input", "%s=@%s.%d.%s.npy" % (key, name, number, key)]
        for place, value in enumerate(outputs):
            npy("%s.%d.%d.npy" % (name, number, place), value)
            arguments += ["--expected-output", "@%s.%d.%d.npy" % (name, number, place)]
        with open("%s.%d.run" % (name, number), "w") as file:
            file.write(" ".join(arguments) + "\n")
