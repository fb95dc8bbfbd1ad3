// RUN: weirc opt --stream-conversion %s | FileCheck %s

// The size of a tensor in a global gets a name that nothing has.

// CHECK: util.global private mutable @g : !stream.resource<variable>
// CHECK: util.global private mutable @g__size_0 : index
util.global private mutable @g : tensor<?xf32>
// CHECK: util.global private mutable @g__size : i32
util.global private mutable @g__size : i32

// CHECK-LABEL: @swap
// CHECK-SAME: (%{{.+}}: !stream.resource<*>, %[[SIZE:.+]]: index, %[[N:.+]]: i32
util.func public @swap(%a: tensor<?xf32>, %n: i32, %d: index) -> tensor<?xf32> {
  // CHECK: util.global.load @g : !stream.resource<variable>
  // CHECK: util.global.load @g__size_0 : index
  %0 = util.global.load @g : tensor<?xf32>
  // CHECK: util.global.store %{{.+}}, @g : !stream.resource<variable>
  // CHECK: util.global.store %[[SIZE]], @g__size_0 : index
  util.global.store %a, @g : tensor<?xf32>
  // CHECK: util.global.store %[[N]], @g__size : i32
  util.global.store %n, @g__size : i32
  util.return %0 : tensor<?xf32>
}
