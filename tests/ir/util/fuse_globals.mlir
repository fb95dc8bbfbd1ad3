// RUN: weirc opt --split-input-file --util-fuse-globals %s | FileCheck %s

// CHECK: util.global private mutable @a : index
util.global private mutable @a : index
// CHECK-NOT: @b
util.global private mutable @b : index
util.func public @write(%i: index) {
  // CHECK: util.global.store %{{.+}}, @a
  // CHECK-NOT: util.global.store
  util.global.store %i, @a : index
  util.global.store %i, @b : index
  util.return
}
// CHECK-LABEL: @read
util.func public @read() -> (index, index) {
  // CHECK: util.global.load @a
  // CHECK: util.global.load @a
  %0 = util.global.load @a : index
  %1 = util.global.load @b : index
  util.return %0, %1 : index, index
}

// -----

// One of them is stored alone, or begins with something else.
// CHECK: @a : index
util.global private mutable @a : index
// CHECK: @b : index
util.global private mutable @b : index
// CHECK: @c = 5 : index
util.global private mutable @c = 5 : index
util.func public @both(%i: index) {
  util.global.store %i, @a : index
  util.global.store %i, @b : index
  util.global.store %i, @c : index
  util.return
}
util.func public @one(%i: index) {
  util.global.store %i, @a : index
  util.return
}
