// RUN: weirc opt --split-input-file '--util-fold-globals=strict=true' %s | FileCheck %s
// RUN: weirc opt --split-input-file --util-fold-globals %s | FileCheck %s --check-prefix=FOLDED

// Whoever calls @set, @keep, @set and @kept sees the first value; whoever calls
// @is_set twice sees 0 and 1.
// CHECK: util.global private mutable @value : i32
// CHECK: util.global private mutable @copy : i32
// CHECK: util.global private mutable @done : i32
// FOLDED-NOT: util.global private mutable @copy
// FOLDED-NOT: util.global private mutable @done
util.global private mutable @value : i32
util.global private mutable @copy : i32
util.global private mutable @done : i32
util.func public @set(%value: i32) {
  util.global.store %value, @value : i32
  util.return
}
util.func public @keep() {
  // CHECK: util.global.store %{{.+}}, @copy
  %value = util.global.load @value : i32
  util.global.store %value, @copy : i32
  util.return
}
// CHECK-LABEL: util.func public @kept
util.func public @kept() -> i32 {
  // CHECK: util.global.load @copy
  %value = util.global.load @copy : i32
  util.return %value : i32
}
// CHECK-LABEL: util.func public @is_set
util.func public @is_set() -> i32 {
  %c1 = arith.constant 1 : i32
  // CHECK: %[[DONE:.+]] = util.global.load @done
  %done = util.global.load @done : i32
  util.global.store %c1, @done : i32
  // CHECK: util.return %[[DONE]]
  util.return %done : i32
}

// -----

// What initialisers alone store folds as ever.
// CHECK-NOT: @four
// CHECK-NOT: @same
util.global private mutable @four : i32
util.global private mutable @same : i32
util.initializer {
  %c4 = arith.constant 4 : i32
  util.global.store %c4, @four : i32
  %four = util.global.load @four : i32
  util.global.store %four, @same : i32
  util.return
}
// CHECK-LABEL: util.func public @read
util.func public @read() -> i32 {
  // CHECK: util.return %c4_i32
  %value = util.global.load @same : i32
  util.return %value : i32
}
