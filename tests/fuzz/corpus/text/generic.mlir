// comment
#map = affine_map<(d0, d1)[s0] -> (d0 + s0 * 2, d1 floordiv 4 - d0 * 3, d0 mod 3)>
module @m attributes {a.b = 1 : i32} {
  util.func public @run(%arg0: i32, %x: tensor<?x4xf32>, %d: index) -> (i32, %x) attributes {nosideeffects} {
    %c4 = arith.constant 4 : index
    %cst = arith.constant dense<[[1.0, 2.5], [3.14159274, -0.0]]> : tensor<2x2xf32>
    %0 = arith.addi %arg0, %arg0 : i32
    %b = arith.cmpi slt, %0, %arg0 : i32
    cf.cond_br %b, ^bb1(%0 : i32), ^bb2
  ^bb1(%y: i32):
    cf.br ^bb2
  ^bb2:
    %s = flow.tensor.slice %x[%c4, %c4 for %c4, %c4] : tensor<?x4xf32>{%d} -> tensor<?x2xf32>{%d}
    %u = flow.tensor.update %s, %x[%c4, %c4] : tensor<?x2xf32>{%d} -> %x as tensor<?x4xf32>{%d}
    "foo.bar"(%s, %0) <{p = 1 : i32}> ({
      ^bb0(%q: i32):
      "x.y"() : () -> ()
    }, {}) {m = #map, d = dense<5> : tensor<4xi8>, u, "odd key" = "a\0Ab\"", f = 1.0, g = 0x7F800000 : f32} : (tensor<?x2xf32>, i32) -> ()
    util.return %0, %u : i32, tensor<?x4xf32>
  }
}
