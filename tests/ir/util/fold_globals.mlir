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

// -----

// Public globals have values as well: loads know them, the globals stay.
// CHECK: util.global public @known = 5 : index
util.global public @known = 5 : index
// CHECK: util.global public mutable @set = 6 : index
util.global public mutable @set : index
// CHECK-LABEL: @of_public
util.func public @of_public() -> (index, index) {
  %c6 = arith.constant 6 : index
  // CHECK-NOT: util.global.store
  util.global.store %c6, @set : index
  // CHECK-NOT: util.global.load @known
  %0 = util.global.load @known : index
  // CHECK: %[[SET:.+]] = util.global.load @set
  %1 = util.global.load @set : index
  // CHECK: util.return %c5, %[[SET]]
  util.return %0, %1 : index, index
}

// -----

// What an attribute names stays, and is not made one with its equal; a global
// that says where it is is not made a constant.
// CHECK: util.global private @device
util.global private @device = #hal.device.target<"local"> : !hal.device
// CHECK: util.global private @other
util.global private @other = #hal.device.target<"local"> : !hal.device
// CHECK: util.global private @placed {stream.affinity = #hal.device.affinity<@device>} = dense<1>
util.global private @placed {stream.affinity = #hal.device.affinity<@device>} = dense<1> : tensor<4xi32>
// CHECK-LABEL: @read_placed
util.func public @read_placed() -> tensor<4xi32> attributes {stream.affinity = #hal.device.affinity<@other>} {
  // CHECK: util.global.load immutable @placed
  %0 = util.global.load @placed : tensor<4xi32>
  util.return %0 : tensor<4xi32>
}

// -----

// Loads in initializers do not promise that nothing stores any more.
util.func private @produce() -> index
// CHECK: util.global private @first : index
util.global private mutable @first : index
util.initializer {
  // CHECK: util.global.store %{{.+}}, @first
  %0 = util.call @produce() : () -> index
  util.global.store %0, @first : index
  util.return
}
// CHECK: util.global private @second : index
util.global private mutable @second : index
util.initializer {
  // CHECK: util.global.load @first : index
  %0 = util.global.load @first : index
  %1 = arith.addi %0, %0 : index
  util.global.store %1, @second : index
  util.return
}
// CHECK-LABEL: @read_both
util.func public @read_both() -> (index, index) {
  // CHECK: util.global.load immutable @first
  %0 = util.global.load @first : index
  // CHECK: util.global.load immutable @second
  %1 = util.global.load @second : index
  util.return %0, %1 : index, index
}

// -----

// A global that only ever gets what another one holds is that one, also if
// that one changes.
// CHECK: util.global private mutable @state : index
util.global private mutable @state : index
// CHECK-NOT: global private mutable @mirror
util.global private mutable @mirror : index
// CHECK-LABEL: @reflect
util.func public @reflect() -> index {
  // CHECK-NEXT: %[[STATE:.+]] = util.global.load @state : index
  %0 = util.global.load @state : index
  // CHECK-NEXT: util.return %[[STATE]]
  util.global.store %0, @mirror : index
  util.return %0 : index
}
// CHECK-LABEL: @advance
util.func public @advance(%i: index) -> index {
  // CHECK: util.global.store %arg0, @state
  util.global.store %i, @state : index
  // CHECK: util.global.load @state
  %0 = util.global.load @mirror : index
  util.return %0 : index
}

// -----

// Copied after it was written.
// CHECK: util.global private mutable @now = 4 : index
util.global private mutable @now = 4 : index
// CHECK-NOT: global private mutable @copy_of_now
util.global private mutable @copy_of_now = 4 : index
// CHECK-LABEL: @set_both
util.func public @set_both(%i: index) {
  // CHECK: util.global.store %arg0, @now
  util.global.store %i, @now : index
  %0 = util.global.load @now : index
  util.global.store %0, @copy_of_now : index
  util.return
}
// CHECK-LABEL: @read_now
util.func public @read_now() -> index {
  // CHECK: util.global.load @now
  %0 = util.global.load @copy_of_now : index
  util.return %0 : index
}

// -----

// The value of the call before is another one, and so is another first value.
// CHECK: util.global private mutable @current : index
util.global private mutable @current : index
// CHECK: util.global private mutable @previous : index
util.global private mutable @previous : index
// CHECK: util.global private mutable @elsewhere = 7 : index
util.global private mutable @elsewhere = 7 : index
// CHECK-LABEL: @step
util.func public @step(%i: index) -> (index, index) {
  %0 = util.global.load @current : index
  // CHECK: util.global.store %{{.+}}, @previous
  util.global.store %0, @previous : index
  util.global.store %i, @current : index
  // CHECK: util.global.load @previous
  %1 = util.global.load @previous : index
  // CHECK: util.global.load @elsewhere
  %2 = util.global.load @elsewhere : index
  util.return %1, %2 : index, index
}
util.func public @refresh() {
  %0 = util.global.load @current : index
  // CHECK: util.global.store %{{.+}}, @elsewhere
  util.global.store %0, @elsewhere : index
  util.return
}

// -----

// A timepoint that nobody moves is reached already wherever it is asked for.
// CHECK-NOT: util.global private
util.global private mutable @ready = #stream.timepoint<immediate> : !stream.timepoint
util.global private mutable @set : !stream.timepoint
util.initializer {
  %0 = stream.timepoint.immediate => !stream.timepoint
  util.global.store %0, @set : !stream.timepoint
  util.return
}
// CHECK-LABEL: @wait
util.func public @wait(%t: !stream.timepoint) -> (!stream.timepoint, !stream.timepoint) {
  // CHECK: %[[NOW:.+]] = stream.timepoint.immediate
  // CHECK: util.return %arg0, %[[NOW]]
  %0 = util.global.load @ready : !stream.timepoint
  %1 = stream.timepoint.join max(%0, %t) => !stream.timepoint
  %2 = util.global.load @set : !stream.timepoint
  util.return %1, %2 : !stream.timepoint, !stream.timepoint
}

// -----

// CHECK: util.global private mutable @moved
util.global private mutable @moved = #stream.timepoint<immediate> : !stream.timepoint
util.func public @move(%t: !stream.timepoint) {
  util.global.store %t, @moved : !stream.timepoint
  util.return
}
// CHECK-LABEL: @wait_for_moved
util.func public @wait_for_moved() -> !stream.timepoint {
  // CHECK: %[[LAST:.+]] = util.global.load @moved
  // CHECK: util.return %[[LAST]]
  %0 = util.global.load @moved : !stream.timepoint
  util.return %0 : !stream.timepoint
}
