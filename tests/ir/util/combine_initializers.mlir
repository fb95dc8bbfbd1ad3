// RUN: weirc opt --split-input-file --allow-unregistered-dialect --util-combine-initializers %s | FileCheck %s

// CHECK: util.global private mutable @a
util.global private mutable @a : index
// CHECK-NEXT: util.global private mutable @b
util.initializer {
  %0 = "test.first"() : () -> index
  util.global.store %0, @a : index
  util.return
}
util.global private mutable @b : index
// CHECK-NEXT: util.initializer {
util.initializer {
  // CHECK-NEXT: %[[A:.+]] = "test.first"
  // CHECK-NEXT: util.global.store %[[A]], @a
  // CHECK-NEXT: %[[P:.+]] = "test.second"
  %p = "test.second"() : () -> i1
  // CHECK-NEXT: cf.cond_br %[[P]], ^[[YES:.+]], ^[[NO:.+]]
  cf.cond_br %p, ^yes, ^no
  // CHECK: ^[[YES]]:
^yes:
  %0 = "test.value"() : () -> index
  util.global.store %0, @b : index
  // CHECK: cf.br ^[[NEXT:.+]]
  util.return
  // CHECK: ^[[NO]]:
^no:
  // CHECK-NEXT: cf.br ^[[NEXT]]
  util.return
}
// CHECK: ^[[NEXT]]:
// CHECK-NEXT: "test.third"
// CHECK-NEXT: util.return
// CHECK-NOT: util.initializer
util.initializer {
  "test.third"() : () -> ()
  util.return
}

// -----

// Where an unknown op leads to is not known.

// CHECK: util.initializer {
// CHECK-NEXT: "test.first"
// CHECK-NEXT: }
// CHECK: util.initializer {
util.initializer {
  "test.first"() : () -> ()
}
util.initializer {
  "test.second"() : () -> ()
  util.return
}

// -----

// CHECK: util.initializer {
// CHECK-NEXT: }
// CHECK-NEXT: util.initializer {
util.initializer {
}
util.initializer {
  util.return
}
