// RUN: same %s

// Every op of the util dialect prints, parses and prints the same.

#composite_of_0b = #util.composite<0xi8, []>
#composite_of_12b = #util.composite<12xi8, [
    dense<1> : tensor<8xi8>,
    #util.byte_pattern<0> : tensor<4xi8>,
]>
module {
  util.global private @counter : i32
  util.global public mutable @state {inlining_policy = #util.inline.never} = 0 : i64
  util.global public @g = 9 : i16
  util.global public @h : tensor<4xf32> = dense<1> : tensor<4xi32>
  util.global nested @t = dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  util.global private @pat = #util.byte_pattern<7> : tensor<3xi8>
  util.global private @comp : i32
  util.initializer {
    %buffer_cst = util.buffer.constant : !util.buffer = #composite_of_12b
    util.return
  }
  util.initializer {
    %buffer_cst = util.buffer.constant : !util.buffer = #composite_of_0b
    util.return
  }
  util.global private @un = #util.uninitialized : tensor<4xf32>
  util.global private @nul = #util.null : !util.list<?>
  util.global private @par = #flow.parameter.named<"w"::"b0"> : tensor<8xf32>
  util.global private @par2 = #stream.parameter.named<"b0", {length = 64 : i64}> : tensor<16xi8>
  util.global private @range {a = #util.byte_range<16, 64>, hoist = #util.inline.always} : i1
  util.global private @lst : !util.list<?>
  util.global private @lst2 : !util.list<!util.ptr<tensor<4xf32>>>
  util.global private @obj : !util.object
  util.initializer {
    %0 = util.unfoldable_constant 5 : i8
    %c5_i32 = arith.constant 5 : i32
    util.global.store %c5_i32, @counter : i32
    util.return
  }
  util.initializer attributes {x} {
    util.return
  }
  util.func private @ext(%arg0: tensor<?x2xf32> {my.tag}, %arg1: i1, %arg2: i32) -> (%arg0 as tensor<4xi8>, i1, %arg2 {res.a = 1 : i8})
  util.func private @ext2(%arg0: tensor<?xf32> {my.tag}, %arg1: i32) -> (tensor<?xf32>, i1) attributes {nosideeffects}
  util.func private @ext3(%arg0: i32)
  util.func public @run(%arg0: i32, %arg1: !util.buffer, %arg2: index) -> i32 {
    %0 = util.call @ext3x(%arg0, %arg2) : (i32, index) -> i32
    %1:2 = util.call @ext4(%0) {a = 1 : i8} : (i32) -> (%0, %0 as i64)
    util.call @ext3(%1#0) : (i32) -> ()
    %2 = util.align %arg2, %arg2 : index
    %3 = util.sizeof tensor<4xf32>
    %4 = util.sizeof !util.variant
    %5 = util.cmp.eq %arg1, %arg1 : !util.buffer
    %6 = util.cmp.ne %arg1, %arg1 {k} : !util.buffer
    %7 = util.null : !util.object
    %8 = util.cast %arg1 : !util.buffer to !util.object
    %9 = util.range.min %arg2, %arg2, %2 : index
    %10 = util.range.max %arg2, %2 : index
    %min, %max = util.range.extents [%arg2 for %2], [%2 for %arg2] : index
    %11:2 = util.optimization_barrier %arg2, %arg0 : index, i32
    %12:2 = util.optimization_barrier {a} %arg2, %arg0 : index, i32
    util.optimization_barrier {z}
    %13 = util.numeric.optional_narrow %arg0 : i32 as ui4 {max_value = 9 : ui4, min_value = 1 : ui4}
    %14 = util.numeric.optional_narrow %arg0 : i32 as si8
    %15 = util.switch i32 from [%arg0, %0] at %arg2 else %0 : i32
    %16 = util.unfoldable_constant {n = 4 : i8} dense<3> : tensor<2xi8>
    %17 = util.unfoldable_constant @run : (i32, !util.buffer, index) -> i32
    util.status.check_ok %arg0, "msg"
    util.status.check_ok %arg0
    %counter = util.global.load @counter : i32
    %counter_0 = util.global.load immutable @counter {a} : i32
    %ptr_state = util.global.address @state : !util.ptr<i64>
    %ptr_g = util.global.address immutable @g : !util.ptr<i16>
    %18 = util.global.load.indirect immutable %ptr_g : !util.ptr<i16> -> i16
    %19 = util.global.load.indirect %ptr_state : !util.ptr<i64> -> i64
    util.global.store.indirect %19, %ptr_state : i64 -> !util.ptr<i64>
    %20 = util.list.create %arg2 : !util.list<?>
    %21 = util.list.create : !util.list<i32>
    util.list.resize %20, %arg2 : !util.list<?>
    %22 = util.list.size %20 : !util.list<?>
    %23 = util.list.get %20[%arg2] : !util.list<?> -> f32
    %24 = util.list.get %21[%arg2] : !util.list<i32>
    %25 = util.list.get %20[%arg2] : !util.list<?>
    util.list.set %20[%arg2], %23 : f32 -> !util.list<?>
    util.list.set %21[%arg2], %24 : !util.list<i32>
    %buffer = util.buffer.alloc uninitialized {alignment = 16 : index} : !util.buffer{%arg2}
    util.buffer.dealloc %buffer : !util.buffer{%arg2}
    %buffer_cst = util.buffer.constant : !util.buffer = dense<[1, 2, 3]> : tensor<3xi8>
    %a_b = util.buffer.constant "a b" {alignment = 4 : index, mime_type = "text/plain"} : !util.buffer = "hello"
    %buffer_1 = util.buffer.slice %arg1[%arg2] {alignment = 4 : index} : !util.buffer{%arg2} -> !util.buffer{%2}
    %buffer_span = util.buffer.subspan %arg1[%arg2] : !util.buffer{%arg2} -> !util.buffer{%2}
    %buffer_size = util.buffer.size %arg1 : !util.buffer
    %buffer_storage, %buffer_offset = util.buffer.storage %arg1 : !util.buffer{%arg2} -> (memref<?xi8>, index)
    util.buffer.copy %arg1[%arg2], %buffer[%2], %arg2 : !util.buffer{%arg2} -> !util.buffer{%arg2}
    %26 = util.buffer.compare %arg1[%arg2], %buffer[%2], %arg2 : !util.buffer{%arg2}, !util.buffer{%2}
    util.buffer.fill %arg0, %buffer[%arg2 for %2] : i32 -> !util.buffer{%arg2}
    %27 = util.buffer.load %buffer[%arg2 for %2] : !util.buffer{%arg2} -> f32
    util.buffer.store %27, %buffer[%arg2 for %2] : f32 -> !util.buffer{%arg2} attributes {zz = 1 : i8}
    %28 = util.buffer.hash %buffer[%arg2 for %2] : !util.buffer{%arg2} -> i64
    %true = arith.constant true
    cf.cond_br %true, ^bb1, ^bb2(%arg0 : i32)
  ^bb1:  // pred: ^bb0
    util.unreachable "no"
  ^bb2(%29: i32):  // pred: ^bb0
    util.return %29 : i32
  }
  util.func private @ext3x(%arg0: i32, %arg1: index) -> i32
  util.func private @ext4(%arg0: i32) -> (i32, i64)
}
