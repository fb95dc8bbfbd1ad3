#m2 = affine_map<(d0) -> (d0 + 1)>
#set = affine_set<(d0)[s0] : (d0 - s0 >= 0, d0 == 4)>
module {
  func.func private @ext(i32, f32 {a.b}) -> (i32 {c.d = 2 : i8})
  func.func @f(%arg0: i32, %arg1: tensor<4x?xf32>) -> (i32, index) attributes {z = #set} {
    %0 = arith.constant 1 : i32
    %c1 = arith.constant 1 : i32 loc("foo")
    %c = arith.constant 7 : index loc(fused["a", callsite("x"("q":1:2) at "y")])
    %t = arith.constant true
    %dd = arith.constant dense<[1,2,-3]> : tensor<3xi8>
    %d2 = arith.constant dense<"0x0102030405060708"> : tensor<2xi32>
    %d3 = arith.constant dense<[true, false]> : vector<2xi1>
    %d4 = arith.constant dense<(1.0,2.5)> : tensor<2xcomplex<f32>>
    %d5 = arith.constant 1.2345678 : f32
    %d6 = arith.constant 123456789.0 : f64
    %d7 = arith.constant 16777216.0 : f32
    %d8 = arith.constant 1.0e-30 : f32
    %d9 = arith.constant 3.1 : bf16
    %d10 = arith.constant 1.015625 : bf16
    %d11 = arith.constant 65504.0 : f16
    %d12 = arith.constant 0.1 : f64
    %d13 = arith.constant 1.0e10 : f32
    %d14 = arith.constant dense<> : tensor<0xi8>
    %d15 = arith.constant dense<[[[1],[2]]]> : tensor<1x2x1xi64>
    %d16 = arith.constant dense_resource<blob1> : tensor<4xi8>
    %dim = tensor.dim %arg1, %c : tensor<4x?xf32>
    %1 = scf.if %t -> (i32) {
      scf.yield %arg0 : i32
    } else {
      %x = func.call @f2(%arg0) : (i32) -> i32
      scf.yield %x : i32
    }
    %r:2 = scf.for %i = %c to %dim step %c iter_args(%a = %1, %b = %0) -> (i32, i32) {
      %s = arith.addi %a, %b : i32
      scf.yield %s, %a : i32, i32
    }
    %w = scf.while (%q = %arg0) : (i32) -> i32 {
      scf.condition(%t) %q : i32
    } do {
    ^bb0(%y: i32):
      scf.yield %y : i32
    }
    %z = scf.index_switch %c -> i32
    case 1 { scf.yield %w : i32 }
    default { scf.yield %w : i32 }
    cf.switch %z : i32, [ default: ^bb1, 7: ^bb2(%r#1 : i32) ]
  ^bb1:
    %call = call @f2(%z) : (i32) -> i32
    return %call, %c : i32, index
  ^bb2(%k: i32):
    cf.assert %t, "hi"
    cf.br ^bb1
  ^bb3:
    cf.br ^bb1
  }
  func.func @f2(%arg0: i32) -> i32 { return %arg0 : i32 }
  %e = tensor.empty() : tensor<4xf32, affine_map<(d0)->(d0+1)>>
  "x"() {a = #m2, l = loc("bb"), f = (i32) -> (), ty = memref<4x?xf32, strided<[?, 1], offset: ?>, 1>, arr = [1, 2.0, 3 : i8, "s", unit], sy = @a::@"b c", dense = array<i64: 1, 2>, v = vector<[4]xf32>, t = tuple<i32, none>, u = ui8, n = 5 : ui8, n2 = -5 : si8} : () -> ()
}
{-#
  dialect_resources: {
    builtin: {
      blob1: "0x0400000001020304"
    }
  }
#-}
