// RUN: weirc opt --split-input-file --allow-unregistered-dialect --util-fold-globals %s | FileCheck %s

// All stores agree: the value is known and the global goes.
// CHECK-NOT: util.global private
util.global private mutable @uniform : index
util.initializer {
  %c5 = arith.constant 5 : index
  util.global.store %c5, @uniform : index
  util.return
}
// CHECK-LABEL: @read_uniform
util.func public @read_uniform() -> index {
  // CHECK: %[[C5:.+]] = arith.constant 5 : index
  %0 = util.global.load @uniform : index
  // CHECK: util.return %[[C5]]
  util.return %0 : index
}

// -----

// CHECK: util.global private mutable @differs = 5 : index
util.global private mutable @differs = 5 : index
util.func public @write() {
  %c6 = arith.constant 6 : index
  util.global.store %c6, @differs : index
  util.return
}
// CHECK-LABEL: @read_differs
util.func public @read_differs() -> index {
  // CHECK: util.global.load @differs : index
  %0 = util.global.load @differs : index
  util.return %0 : index
}

// -----

// CHECK: util.global private @source : index
util.global private @source : index
// CHECK-NOT: @copy
util.global private mutable @copy : index
util.initializer {
  %0 = "test.value"() : () -> index
  util.global.store %0, @source : index
  util.return
}
// CHECK: util.initializer
util.initializer {
  %0 = util.global.load @source : index
  util.global.store %0, @copy : index
  util.return
}
// CHECK-LABEL: @read_copy
util.func public @read_copy() -> index {
  // CHECK: util.global.load immutable @source : index
  %0 = util.global.load @copy : index
  util.return %0 : index
}

// -----

// CHECK: util.global private @a {inlining_policy = #util.inline.never} = 5 : index
util.global private @a {inlining_policy = #util.inline.never} = 5 : index
// CHECK-NOT: @b
util.global private @b {inlining_policy = #util.inline.never} = 5 : index
// CHECK-LABEL: @read_equal
util.func public @read_equal() -> (index, index) {
  // CHECK: util.global.load immutable @a
  // CHECK: util.global.load immutable @a
  %0 = util.global.load @a : index
  %1 = util.global.load @b : index
  util.return %0, %1 : index, index
}

// -----

// Nothing reads it. What others may read stays.
// CHECK-NOT: @unused
util.global private mutable @unused : index
// CHECK: util.global public mutable @open : index
util.global public mutable @open : index
util.func public @write_unused(%i: index) {
  // CHECK-NOT: @unused
  util.global.store %i, @unused : index
  // CHECK: util.global.store {{.+}}, @open
  util.global.store %i, @open : index
  util.return
}
