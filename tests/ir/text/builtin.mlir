// RUN: same %s

// Attributes, types and ops of other dialects print, parse and print the same.

#map = affine_map<(d0, d1)[s0] -> (d0 + s0 * 2, d1 floordiv 4 - d0 * 3, d0 mod 3, -d1, d0 ceildiv 2)>
#set = affine_set<(d0)[s0] : (d0 - s0 >= 0, d0 - 4 == 0)>
module @m attributes {a.array = [1, 2.000000e+00, 0x7FF0000000000000 : f64, 3 : i8, "s", unit, [i32]], a.dense = array<i64: 1, 2>, a.empty = array<i32>, a.flags = array<i1: true, false>, a.function = (i32) -> (), a.map = #map, a.neg = -5 : si8, a.nested = @a::@"b c", a.none, "a.odd key" = 1.500000e+00 : f64, a.set = #set, a.string = "a\0Ab\22\\", a.unsigned = 5 : ui8} {
  func.func private @types(i1, si8, ui16, index, f16, bf16, f32, f64, f8E4M3FN, none, complex<f32>, tuple<i32, none>, vector<4xf32>, vector<[4]x2xf32>, tensor<f32>, tensor<4x?xf32>, tensor<*xf32>, tensor<0xi32>, memref<4x?xf32, strided<[?, 1], offset: ?>, 1>, memref<*xf32>, (i32, f32) -> (i64, i1))
  func.func private @attrs(i32 {a.b}, f32) -> (i32 {c.d = 2 : i8})
  func.func @constants() {
    %c1_i32 = arith.constant 1 : i32
    %c-1 = arith.constant -1 : index
    %true = arith.constant true
    %cst = arith.constant dense<[1, 2, -3]> : tensor<3xi8>
    %cst_0 = arith.constant dense<[true, false]> : vector<2xi1>
    %cst_1 = arith.constant dense<(1.000000e+00,2.500000e+00)> : tensor<2xcomplex<f32>>
    %cst_2 = arith.constant dense<[[[1], [2]]]> : tensor<1x2x1xi64>
    %cst_3 = arith.constant dense<> : tensor<0xi8>
    %cst_4 = arith.constant dense<5> : tensor<1000xi8>
    return
  }
  func.func @floats() {
    %cst = arith.constant 1.23456776 : f32
    %cst_0 = arith.constant 0x419D6F3454000000 : f64
    %cst_1 = arith.constant 0x4B800000 : f32
    %cst_2 = arith.constant 1.000000e-30 : f32
    %cst_3 = arith.constant 3.093750e+00 : bf16
    %cst_4 = arith.constant 1.015630e+00 : bf16
    %cst_5 = arith.constant 6.550400e+04 : f16
    %cst_6 = arith.constant 0x7FC00000 : f32
    %cst_7 = arith.constant 0xFF800000 : f32
    %cst_8 = arith.constant -0.000000e+00 : f32
    %cst_9 = arith.constant 0.333333343 : f32
    %cst_10 = arith.constant 0.33333333333333331 : f64
    return
  }
  func.func @control(%arg0: i32, %arg1: index, %arg2: i1) -> (i32, index) {
    %0 = scf.if %arg2 -> (i32) {
      scf.yield %arg0 : i32
    } else {
      %5 = func.call @callee(%arg0) : (i32) -> i32
      scf.yield %5 : i32
    }
    %1:2 = scf.for %arg3 = %arg1 to %arg1 step %arg1 iter_args(%arg4 = %0, %arg5 = %arg0) -> (i32, i32) {
      %5 = arith.addi %arg4, %arg5 : i32
      scf.yield %5, %arg4 : i32, i32
    }
    %2 = scf.while (%arg3 = %arg0) : (i32) -> i32 {
      scf.condition(%arg2) %arg3 : i32
    } do {
    ^bb0(%arg3: i32):
      scf.yield %arg3 : i32
    }
    %3 = scf.index_switch %arg1 -> i32 
    case 1 {
      scf.yield %2 : i32
    }
    default {
      scf.yield %2 : i32
    }
    cf.switch %3 : i32, [
      default: ^bb1,
      7: ^bb2(%1#1 : i32)
    ]
  ^bb1:  // 3 preds: ^bb0, ^bb2, ^bb3
    return %0, %arg1 : i32, index
  ^bb2(%4: i32):  // pred: ^bb0
    cf.assert %arg2, "text"
    cf.br ^bb1
  ^bb3:  // no predecessors
    cf.br ^bb1
  }
  func.func private @callee(i32) -> i32
}
