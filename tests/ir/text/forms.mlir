// RUN: weirc opt --split-input-file --allow-unregistered-dialect %s | FileCheck %s

// What is accepted in one form and printed in another.

// CHECK: util.global public @visible : i32
util.global @visible : i32
// CHECK: util.global private @list : !util.list<?>
util.global private @list : !util.list<!util.variant>

// CHECK-LABEL: util.func public @tied
// CHECK-SAME: (%arg0: tensor<?xf32>, %arg1: index) -> %arg0
util.func @tied(%t: tensor<?xf32>, %d: index) -> (%t as tensor<?xf32>) {
  // CHECK: flow.dispatch @ex::@f(%arg0) : (tensor<?xf32>{%arg1}) -> %arg0{%arg1}
  %0 = flow.dispatch @ex::@f(%t) : (tensor<?xf32>{%d}) -> (%t as tensor<?xf32>{%d})
  util.return %0 : tensor<?xf32>
}
flow.executable private @ex {
  // CHECK: flow.executable.export public @f
  flow.executable.export @f
  builtin.module {
    func.func @f(%arg0: !flow.dispatch.tensor<readwrite:tensor<?xf32>>) {
      // CHECK: return
      func.return
    }
  }
}

// CHECK-LABEL: @rows
util.func private @rows(%b: index, %n: index, %s: !stream.resource<staging>, %v: i32) {
  // CHECK: stream.resource.pack offset(%arg0) slices({
  // CHECK-NEXT: [0, 2] = %arg1,
  // CHECK-NEXT: [1, 3] = %arg0
  // CHECK-NEXT: }) : index
  %0:3 = stream.resource.pack offset(%b) slices({ [0, 2] = %n, [1, 3] = %b, }) : index
  // CHECK: stream.async.store %arg3, %arg2[%arg0] : i32 -> %arg2 as !stream.resource<staging>{%arg1}
  %1 = stream.async.store %v, %s[%b] : i32 -> !stream.resource<staging>{%n}
  // CHECK: %[[R:.+]]:2 = "my.op"
  // CHECK: "my.use"(%[[R:.+]]#0, %[[R]]#1)
  %a, %c = "my.op"() : () -> (i32, i32)
  "my.use"(%a, %c) : (i32, i32) -> ()
  util.return
}

// -----

// A file without a module gets one; one with exactly one keeps it.
// CHECK: module @named attributes {x.y} {
// CHECK-NEXT: }
builtin.module @named attributes {x.y} {}

// -----

// Values may be used before they are defined, blocks too.
// CHECK: util.func public @forward
util.func @forward(%c: i1) -> i32 {
  // CHECK: cf.br ^bb2
  cf.br ^last
^first(%x: i32):
  // CHECK: util.return %[[V:.+]] : i32
  util.return %v : i32
^last:
  // CHECK: arith.constant 4
  %v = arith.constant 4 : i32
  cf.br ^first(%v : i32)
}

// -----

// Types and attributes of unknown dialects stay as they are.
// CHECK: "a.op"() {x = #foo.bar<baz, [1, {2}]>, y = #foo<"any">, z = !foo.bar<"a>b", 4>} : () -> !foo<thing>
%0 = "a.op"() {x = #foo.bar<baz, [1, {2}]>, y = #foo<"any">, z = !foo.bar<"a>b", 4>} : () -> !foo<thing>

// -----

!int = i32
#attr = {a = 1 : i32}
// CHECK: "a.op"() {d = {a = 1 : i32}, t = i32} : () -> i32
%0 = "a.op"() {d = #attr, t = !int} : () -> !int

// -----

// A value in front of `=` is the next op's result.
// CHECK: util.optimization_barrier
// CHECK-NEXT: arith.constant
util.optimization_barrier
%c = arith.constant 4 : i32

// -----

// A dispatch without results ends without saying so; one with several blocks or
// an attribute says it.
util.func public @regions(%i: i1) {
  // CHECK: flow.dispatch.region -> () {
  // CHECK-NEXT: "test.a"
  // CHECK-NEXT: }
  flow.dispatch.region -> () {
    "test.a"() : () -> ()
    flow.return
  }
  // CHECK: flow.dispatch.region -> () {
  // CHECK-NEXT: "test.b"
  // CHECK-NEXT: }
  flow.dispatch.region -> () {
    "test.b"() : () -> ()
  }
  // CHECK: flow.dispatch.region -> () {
  // CHECK: cf.cond_br
  // CHECK: flow.return
  // CHECK: flow.return
  flow.dispatch.region -> () {
    cf.cond_br %i, ^one, ^two
  ^one:
    "test.c"() : () -> ()
    flow.return
  ^two:
    flow.return
  }
  util.return
}
