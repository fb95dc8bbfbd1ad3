util.func @a(%x: i32) { %y = arith.addi %x, %z : i32 util.return }
// -----
util.func @a(%x: i32) { %x = arith.constant 4 : i32
util.return }
// -----
foo
// -----
"foo.bar"() : () -> ()
// -----
"util.nope"() : () -> ()
// -----
util.nope
// -----
util.func @f() { cf.br ^bb1 }
// -----
util.global private @x : tensor<4xi32> = dense<[1, 2]> : tensor<4xi32>
// -----
util.global private @x = 300 : i8
// -----
util.global private @x = 3 : f32
// -----
#a = 
// -----
util.global private @x = #b
// -----
util.global private @x : !foo.bar
// -----
util.func @f() { util.return
// -----
util.func @f(%a: index) { util.buffer.alloc uninitialized : !util.buffer{%a, %a} util.return }
// -----
util.func @f(%a: index) { %0:2 = util.buffer.alloc uninitialized : !util.buffer{%a} util.return }
// -----
util.func @f(%a: index) { %0 = arith.addi %a, %a : i32 util.return }
// -----
util.func @f(%a: index) { %0 = arith.constant {a, a} 1 : i32 util.return }
// -----
%0 = arith.constant "unterminated
// -----
builtin.module { ^bb0(%a: i32 }
// -----
util.global private @x : tensor<4x
// -----
util.global private @x : tensor<4xqq>
// -----
util.func private @x(%arg0: i32 -> i32
// -----
"arith.constant"() {value = 1 : i32} : () -> (i32, i32)
// -----
"arith.addi"() : () -> i32
// -----
"flow.tensor.slice"() <{operandSegmentSizes = array<i32: 1, 1>}> : () -> i32
// -----
%0 = util.call @f(%0) : (i32) -> i32
// -----
loc
// -----
util.return loc(
// -----
hal.executable.variant public @v
// -----
"cf.br"()[^x] : () -> ()
// -----
stream.cmd.execute
