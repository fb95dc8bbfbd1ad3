// RUN: weirc opt --split-input-file --util-propagate-subranges %s | FileCheck %s

// CHECK: util.global private mutable @g : !util.buffer
// CHECK-NEXT: util.global private mutable @g__storage_size : index
// CHECK-NEXT: util.global private mutable @g__offset : index
// CHECK-NEXT: util.global private mutable @g__length : index
util.global private mutable @g : !util.buffer
// CHECK-LABEL: @globals
// CHECK-SAME: (%[[B:.+]]: !util.buffer, %[[N:.+]]: index, %[[O:.+]]: index, %[[L:.+]]: index)
util.func public @globals(%b: !util.buffer, %n: index, %o: index, %l: index) -> !util.buffer {
  %0 = util.buffer.subspan %b[%o] : !util.buffer{%n} -> !util.buffer{%l}
  // CHECK: util.global.store %[[B]], @g : !util.buffer
  // CHECK-NEXT: util.global.store %[[N]], @g__storage_size : index
  // CHECK-NEXT: util.global.store %[[O]], @g__offset : index
  // CHECK-NEXT: util.global.store %[[L]], @g__length : index
  util.global.store %0, @g : !util.buffer
  // CHECK-NEXT: %[[G:.+]] = util.global.load @g : !util.buffer
  // CHECK-NEXT: %[[GN:.+]] = util.global.load @g__storage_size : index
  // CHECK-NEXT: %[[GO:.+]] = util.global.load @g__offset : index
  // CHECK-NEXT: %[[GL:.+]] = util.global.load @g__length : index
  // CHECK-NEXT: %[[R:.+]] = util.buffer.subspan %[[G]][%[[GO]]] : !util.buffer{%[[GN]]} -> !util.buffer{%[[GL]]}
  %1 = util.global.load @g : !util.buffer
  // CHECK: util.return %[[R]]
  util.return %1 : !util.buffer
}

// -----

// CHECK: util.func private @callee(%[[B:.+]]: !util.buffer, %[[N:.+]]: index, %[[O:.+]]: index, %[[L:.+]]: index, %[[K:.+]]: index) -> (!util.buffer, index, index, index)
util.func private @callee(%b: !util.buffer, %k: index) -> !util.buffer {
  // CHECK-NEXT: util.buffer.subspan %[[B]][%[[O]]] : !util.buffer{%[[N]]} -> !util.buffer{%[[L]]}
  // CHECK-NEXT: util.return %[[B]], %[[N]], %[[O]], %[[L]] : !util.buffer, index, index, index
  util.return %b : !util.buffer
}
// CHECK-LABEL: @caller
// CHECK-SAME: (%[[B:.+]]: !util.buffer)
util.func public @caller(%b: !util.buffer) -> !util.buffer {
  // CHECK: %[[C0:.+]] = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[N:.+]] = util.buffer.size %[[B]]
  // CHECK: %[[R:.+]]:4 = util.call @callee(%[[B]], %[[N]], %[[C0]], %[[N]], %{{.+}})
  %0 = util.call @callee(%b, %c1) : (!util.buffer, index) -> !util.buffer
  // CHECK: %[[S:.+]] = util.buffer.subspan %[[R]]#0[%[[R]]#2] : !util.buffer{%[[R]]#1} -> !util.buffer{%[[R]]#3}
  // CHECK: util.return %[[S]] : !util.buffer
  util.return %0 : !util.buffer
}

// -----

// CHECK-LABEL: @branches
// CHECK-SAME: (%[[P:.+]]: i1, %[[B:.+]]: !util.buffer, %[[N:.+]]: index, %[[O:.+]]: index)
util.func public @branches(%p: i1, %b: !util.buffer, %n: index, %o: index) -> !util.buffer {
  %0 = util.buffer.subspan %b[%o] : !util.buffer{%n} -> !util.buffer{%o}
  // CHECK: cf.br ^[[NEXT:.+]](%[[B]], %[[N]], %[[O]], %[[O]] : !util.buffer, index, index, index)
  cf.br ^next(%0 : !util.buffer)
// CHECK: ^[[NEXT]](%[[X:.+]]: !util.buffer, %[[XN:.+]]: index, %[[XO:.+]]: index, %[[XL:.+]]: index):
^next(%x: !util.buffer):
  // CHECK-NEXT: %[[R:.+]] = util.buffer.subspan %[[X]][%[[XO]]] : !util.buffer{%[[XN]]} -> !util.buffer{%[[XL]]}
  // CHECK-NEXT: util.return %[[R]]
  util.return %x : !util.buffer
}

// -----

// A part of a part is handed over as a part of the whole, with one zero for all
// that are whole.

util.global private @kept : !util.buffer
util.func private @take(!util.buffer, !util.buffer)
// CHECK: util.func private @both(
util.func private @both(%a: !util.buffer, %b: !util.buffer) {
  util.call @take(%a, %b) : (!util.buffer, !util.buffer) -> ()
  util.return
}
// CHECK-LABEL: @nested
// CHECK-SAME: (%[[B:.+]]: !util.buffer, %[[N:.+]]: index, %[[O:.+]]: index, %[[L:.+]]: index, %[[O2:.+]]: index, %[[L2:.+]]: index)
util.func public @nested(%b: !util.buffer, %n: index, %o: index, %l: index, %o2: index, %l2: index) {
  // CHECK: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-NOT: arith.constant
  %0 = util.buffer.subspan %b[%o] : !util.buffer{%n} -> !util.buffer{%l}
  // CHECK: %[[SUM:.+]] = arith.addi %[[O]], %[[O2]]
  %1 = util.buffer.subspan %0[%o2] : !util.buffer{%l} -> !util.buffer{%l2}
  // CHECK: %[[OTHER:.+]] = util.buffer.alloc
  %2 = util.buffer.alloc uninitialized : !util.buffer{%l2}
  // CHECK-NOT: util.buffer.size
  // CHECK: util.call @both(%[[B]], %[[N]], %[[SUM]], %[[L2]], %[[OTHER]], %[[L2]], %[[C0]], %[[L2]])
  util.call @both(%1, %2) : (!util.buffer, !util.buffer) -> ()
  // CHECK: util.call @both(%[[OTHER]], %[[L2]], %[[C0]], %[[L2]], %[[B]], %[[N]], %[[O]], %[[L]])
  util.call @both(%2, %0) : (!util.buffer, !util.buffer) -> ()
  util.return
}

// -----

// Public globals are taken apart as well, those whose address is taken are not.

// CHECK: util.global public @shown : !util.buffer
// CHECK-NEXT: util.global public mutable @shown__storage_size : index
util.global public @shown : !util.buffer
// CHECK: util.global private @pointed : !util.buffer
// CHECK-NOT: @pointed__
util.global private @pointed : !util.buffer
// CHECK-LABEL: @reads
util.func public @reads() -> (!util.buffer, !util.ptr<!util.buffer>) {
  // CHECK: util.global.load immutable @shown : !util.buffer
  // CHECK-NEXT: util.global.load @shown__storage_size : index
  %0 = util.global.load immutable @shown : !util.buffer
  %1 = util.global.address @pointed : !util.ptr<!util.buffer>
  util.return %0, %1 : !util.buffer, !util.ptr<!util.buffer>
}
