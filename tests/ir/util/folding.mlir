// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

// Sums, differences and products of what is aligned are aligned, whether the
// alignment is known or not.

// CHECK-LABEL: @aligned
// CHECK-SAME: (%[[X:.+]]: index, %[[Y:.+]]: index, %[[A:.+]]: index)
util.func public @aligned(%x: index, %y: index, %a: index) -> (index, index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %c64 = arith.constant 64 : index
  // CHECK: %[[AX:.+]] = util.align %[[X]], %[[A]]
  %0 = util.align %x, %a : index
  // CHECK: %[[AY:.+]] = util.align %[[Y]], %[[A]]
  %1 = util.align %y, %a : index
  // CHECK: %[[SUM:.+]] = arith.addi %[[AX]], %[[AY]]
  %2 = arith.addi %0, %1 : index
  %3 = util.align %2, %a : index
  // CHECK: %[[PRODUCT:.+]] = arith.muli %[[AX]], %[[AY]]
  %4 = arith.muli %0, %1 : index
  %5 = util.align %4, %a : index
  // CHECK: %[[KNOWN:.+]] = util.align %[[X]], %c64
  %6 = util.align %x, %c64 : index
  // CHECK: %[[DIFFERENCE:.+]] = arith.subi %[[KNOWN]], %c64
  %7 = arith.subi %6, %c64 : index
  %8 = util.align %7, %c8 : index
  // One of two is not enough.
  // CHECK: %[[HALF:.+]] = arith.addi %[[KNOWN]], %[[Y]]
  // CHECK: %[[ALIGNED:.+]] = util.align %[[HALF]], %c64
  %9 = arith.addi %6, %y : index
  %10 = util.align %9, %c64 : index
  // Nor is less.
  // CHECK: %[[MORE:.+]] = util.align %[[SMALL:.+]], %c64
  %11 = util.align %x, %c8 : index
  %12 = util.align %11, %c64 : index
  // CHECK: util.return %[[SUM]], %[[PRODUCT]], %[[DIFFERENCE]], %[[ALIGNED]], %[[MORE]]
  util.return %3, %5, %8, %10, %12 : index, index, index, index, index
}

// -----

// CHECK-LABEL: @casts
// CHECK-SAME: (%[[O:.+]]: !util.object, %[[B:.+]]: !util.buffer)
util.func public @casts(%o: !util.object, %b: !util.buffer) -> (!util.object, !util.buffer, !util.object, !hal.buffer) {
  // CHECK-DAG: %[[TO:.+]] = util.cast %[[O]] : !util.object to !hal.buffer
  // CHECK-DAG: %[[NULL:.+]] = util.null : !util.object
  %0 = util.cast %o : !util.object to !util.buffer
  %1 = util.cast %0 : !util.buffer to !util.object
  %2 = util.cast %b : !util.buffer to !util.buffer
  %n = util.null : !hal.buffer
  %3 = util.cast %n : !hal.buffer to !util.object
  %4 = util.cast %o : !util.object to !hal.buffer
  // CHECK: util.return %[[O]], %[[B]], %[[NULL]], %[[TO]]
  util.return %1, %2, %3, %4 : !util.object, !util.buffer, !util.object, !hal.buffer
}

// -----

// CHECK-LABEL: @compared
// CHECK-SAME: (%[[A:.+]]: !util.buffer, %[[B:.+]]: !util.buffer)
util.func public @compared(%a: !util.buffer, %b: !util.buffer) -> (i1, i1, i1, i1) {
  // CHECK-DAG: %[[TRUE:.+]] = arith.constant true
  // CHECK-DAG: %[[FALSE:.+]] = arith.constant false
  %0 = util.null : !util.buffer
  %1 = util.null : !util.buffer
  %2 = util.cmp.eq %0, %1 : !util.buffer
  %3 = util.cmp.ne %a, %a : !util.buffer
  // CHECK-DAG: %[[EQ:.+]] = util.cmp.eq %[[A]], %[[B]]
  %4 = util.cmp.eq %a, %b : !util.buffer
  %c4 = arith.constant 4 : i32
  %again = arith.constant 4 : i32
  %5 = util.cmp.eq %c4, %again : i32
  // CHECK: util.return %[[TRUE]], %[[FALSE]], %[[EQ]], %[[TRUE]]
  util.return %2, %3, %4, %5 : i1, i1, i1, i1
}

// -----

// Of known ranges the first and the last index and how far that is.

// CHECK-LABEL: @known_ranges
// CHECK-SAME: (%[[X:.+]]: index, %[[N:.+]]: index, %[[Y:.+]]: index)
util.func public @known_ranges(%x: index, %n: index, %y: index) -> (index, index, index, index, index) {
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  // CHECK-DAG: %[[C1:.+]] = arith.constant 1 : index
  // CHECK-DAG: %[[C3:.+]] = arith.constant 3 : index
  // CHECK-DAG: %[[C5:.+]] = arith.constant 5 : index
  // CHECK-DAG: %[[C7:.+]] = arith.constant 7 : index
  %0, %1 = util.range.extents [%c3 for %c5], [%c5 for %c5] : index
  // CHECK: %[[LOW:.+]] = arith.minui %[[X]], %[[Y]]
  // CHECK: %[[XN:.+]] = arith.addi %[[X]], %[[N]]
  // CHECK: %[[X_END:.+]] = arith.subi %[[XN]], %[[C1]]
  // CHECK: %[[YN:.+]] = arith.addi %[[Y]], %[[N]]
  // CHECK: %[[Y_END:.+]] = arith.subi %[[YN]], %[[C1]]
  // CHECK: %[[HIGH:.+]] = arith.maxui %[[X_END]], %[[Y_END]]
  // CHECK: %[[ALL_LOW:.+]] = arith.minui %[[LOW]], %[[C3]]
  // CHECK: %[[ALL_HIGH:.+]] = arith.maxui %[[HIGH]], %[[C5]]
  %2, %3 = util.range.extents [%x for %n], [%c3 for %c5], [%x for %n], [%y for %n] : index
  %4 = util.range.max %c3, %c5, %c3 : index
  // CHECK: util.return %[[C3]], %[[C7]], %[[ALL_LOW]], %[[ALL_HIGH]], %[[C5]]
  util.return %0, %1, %2, %3, %4 : index, index, index, index, index
}

// -----

// CHECK-LABEL: @sizes
// CHECK-SAME: (%[[C:.+]]: i1, %[[A:.+]]: !util.buffer, %[[N:.+]]: index)
util.func public @sizes(%c: i1, %a: !util.buffer, %n: index) -> (index, index, index, index, index) {
  %c16 = arith.constant 16 : index
  // CHECK-DAG: %[[C16:.+]] = arith.constant 16 : index
  // CHECK-DAG: %[[C12:.+]] = arith.constant 12 : index
  // CHECK-DAG: %[[C5:.+]] = arith.constant 5 : index
  %0 = util.buffer.constant : !util.buffer = dense<[1, 2, 3]> : tensor<3xi32>
  %1 = util.buffer.constant : !util.buffer = "hello"
  %2 = util.buffer.alloc uninitialized : !util.buffer{%c16}
  %3 = util.buffer.size %0 : !util.buffer
  %4 = util.buffer.size %1 : !util.buffer
  %5 = util.buffer.size %2 : !util.buffer
  // CHECK: %[[ASKED:.+]] = util.buffer.size %[[A]]
  // CHECK: %[[SIZE:.+]] = arith.select %[[C]], %[[C12]], %[[ASKED]] : index
  %6 = arith.select %c, %0, %a : !util.buffer
  %7 = util.buffer.size %6 : !util.buffer
  %8 = util.sizeof i4
  // CHECK: util.return %[[C12]], %[[C5]], %[[C16]], %[[SIZE]], %{{.+}}
  util.return %3, %4, %5, %7, %8 : index, index, index, index, index
}

// -----

// Parts of buffers: chosen by their offset, looked through for storage and
// hashes.

// CHECK-LABEL: @parts
// CHECK-SAME: (%[[B:.+]]: !util.buffer, %[[N:.+]]: index, %[[C:.+]]: i1, %[[X:.+]]: index, %[[Y:.+]]: index)
util.func public @parts(%b: !util.buffer, %n: index, %c: i1, %x: index, %y: index) -> (!util.buffer, memref<?xi8>, index, i64, !util.buffer) {
  %c16 = arith.constant 16 : index
  %c4 = arith.constant 4 : index
  %0 = util.buffer.subspan %b[%x] : !util.buffer{%n} -> !util.buffer{%c16}
  %1 = util.buffer.subspan %b[%y] : !util.buffer{%n} -> !util.buffer{%c16}
  // CHECK: %[[AT:.+]] = arith.select %[[C]], %[[X]], %[[Y]] : index
  // CHECK: %[[CHOSEN:.+]] = util.buffer.subspan %[[B]][%[[AT]]] : !util.buffer{%[[N]]} -> !util.buffer{%c16}
  %2 = arith.select %c, %0, %1 : !util.buffer
  // CHECK: %[[M:.+]], %[[OFFSET:.+]] = util.buffer.storage %[[B]] : !util.buffer{%[[N]]} -> (memref<?xi8>, index)
  // CHECK: %[[MOVED:.+]] = arith.addi %[[X]], %[[OFFSET]]
  %m, %offset = util.buffer.storage %0 : !util.buffer{%c16} -> (memref<?xi8>, index)
  // CHECK: %[[HASH_AT:.+]] = arith.addi %[[X]], %c4
  // CHECK: %[[HASH:.+]] = util.buffer.hash %[[B]][%[[HASH_AT]] for %c16] : !util.buffer{%[[N]]}
  %3 = util.buffer.hash %0[%c4 for %c16] : !util.buffer{%c16} -> i64
  // All of it is the same.
  %4 = util.buffer.subspan %b[%x] : !util.buffer{%n} -> !util.buffer{%n}
  // CHECK: util.return %[[CHOSEN]], %[[M]], %[[MOVED]], %[[HASH]], %[[B]]
  util.return %2, %m, %offset, %3, %4 : !util.buffer, memref<?xi8>, index, i64, !util.buffer
}

// -----

// Both ends of a copy move.

// CHECK-LABEL: @copied
// CHECK-SAME: (%[[B:.+]]: !util.buffer, %[[N:.+]]: index, %[[D:.+]]: !util.buffer, %[[M:.+]]: index, %[[X:.+]]: index)
util.func public @copied(%b: !util.buffer, %n: index, %d: !util.buffer, %m: index, %x: index) -> i1 {
  // CHECK: %[[C8:.+]] = arith.constant 8 : index
  %c16 = arith.constant 16 : index
  %c4 = arith.constant 4 : index
  %0 = util.buffer.subspan %b[%x] : !util.buffer{%n} -> !util.buffer{%c16}
  %1 = util.buffer.subspan %d[%c4] : !util.buffer{%m} -> !util.buffer{%c16}
  // CHECK: %[[AT:.+]] = arith.addi %[[X]], %c4
  // CHECK: util.buffer.copy %[[B]][%[[AT]]], %[[D]][%[[C8]]], %c4 : !util.buffer{%[[N]]} -> !util.buffer{%[[M]]}
  util.buffer.copy %0[%c4], %1[%c4], %c4 : !util.buffer{%c16} -> !util.buffer{%c16}
  // CHECK: util.buffer.compare %[[B]][%{{.+}}], %[[D]][%[[C8]]], %c4 : !util.buffer{%[[N]]}, !util.buffer{%[[M]]}
  %2 = util.buffer.compare %0[%c4], %1[%c4], %c4 : !util.buffer{%c16}, !util.buffer{%c16}
  util.return %2 : i1
}

// -----

// References to globals are the globals; what was loaded is not stored back.

util.global private mutable @a : i32
util.global private mutable @b : i32
util.global private @c : i32
// CHECK-LABEL: @globals
// CHECK-SAME: (%[[V:.+]]: i32)
util.func public @globals(%v: i32) -> i32 {
  // CHECK-NEXT: %[[C:.+]] = util.global.load immutable @c
  %pc = util.global.address immutable @c : !util.ptr<i32>
  %0 = util.global.load.indirect immutable %pc : !util.ptr<i32> -> i32
  // CHECK-NEXT: util.global.store %[[V]], @a
  %pa = util.global.address @a : !util.ptr<i32>
  util.global.store.indirect %v, %pa : i32 -> !util.ptr<i32>
  // CHECK-NEXT: %[[B:.+]] = util.global.load @b
  // CHECK-NEXT: util.global.store %[[B]], @a
  %1 = util.global.load @b : i32
  util.global.store %1, @b : i32
  util.global.store %1, @a : i32
  // CHECK-NEXT: util.return %[[C]]
  util.return %0 : i32
}
