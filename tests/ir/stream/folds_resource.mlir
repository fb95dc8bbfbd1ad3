// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

// A choice of views of one resource chooses the place.
// CHECK-LABEL: @choice
// CHECK-SAME: (%[[C:.+]]: i1, %[[R:.+]]: !stream.resource<transient>, %[[N:.+]]: index, %[[A:.+]]: index, %[[B:.+]]: index, %[[L:.+]]: index)
util.func private @choice(%c: i1, %r: !stream.resource<transient>, %n: index, %a: index, %b: index, %l: index) -> !stream.resource<transient> {
  // CHECK-NEXT: %[[AT:.+]] = arith.select %[[C]], %[[A]], %[[B]] : index
  // CHECK-NEXT: %[[V:.+]] = stream.resource.subview %[[R]][%[[AT]]] : !stream.resource<transient>{%[[N]]} -> !stream.resource<transient>{%[[L]]}
  // CHECK-NEXT: util.return %[[V]]
  %0 = stream.resource.subview %r[%a] : !stream.resource<transient>{%n} -> !stream.resource<transient>{%l}
  %1 = stream.resource.subview %r[%b] : !stream.resource<transient>{%n} -> !stream.resource<transient>{%l}
  %2 = arith.select %c, %0, %1 : !stream.resource<transient>
  util.return %2 : !stream.resource<transient>
}

// -----

// Views of other sizes stay.
// CHECK-LABEL: @choice_of_sizes
util.func private @choice_of_sizes(%c: i1, %r: !stream.resource<transient>, %n: index, %a: index, %k: index, %l: index) -> !stream.resource<transient> {
  // CHECK-COUNT-2: stream.resource.subview
  // CHECK-NEXT: arith.select
  %0 = stream.resource.subview %r[%a] : !stream.resource<transient>{%n} -> !stream.resource<transient>{%k}
  %1 = stream.resource.subview %r[%a] : !stream.resource<transient>{%n} -> !stream.resource<transient>{%l}
  %2 = arith.select %c, %0, %1 : !stream.resource<transient>
  util.return %2 : !stream.resource<transient>
}

// -----

// Allocations in a row wait for what the first waits for.
// CHECK-LABEL: @alloca_row
// CHECK-SAME: (%[[T:.+]]: !stream.timepoint, %[[N:.+]]: index)
util.func private @alloca_row(%t: !stream.timepoint, %n: index) -> (!stream.resource<transient>, !stream.resource<transient>, !stream.resource<transient>, !stream.timepoint) {
  // CHECK-NEXT: %{{.+}}, %[[T0:.+]] = stream.resource.alloca uninitialized await(%[[T]]) => !stream.resource<transient>{%[[N]]}
  // CHECK-NEXT: %{{.+}}, %[[T1:.+]] = stream.resource.alloca uninitialized await(%[[T]]) =>
  // CHECK-NEXT: %{{.+}}, %[[T2:.+]] = stream.resource.alloca uninitialized await(%[[T]]) =>
  // CHECK-NEXT: %[[ALL:.+]] = stream.timepoint.join max(%[[T0]], %[[T1]], %[[T2]])
  // CHECK-NEXT: util.return %{{.+}}, %{{.+}}, %{{.+}}, %[[ALL]]
  %0, %t0 = stream.resource.alloca uninitialized await(%t) => !stream.resource<transient>{%n} => !stream.timepoint
  %1, %t1 = stream.resource.alloca uninitialized await(%t0) => !stream.resource<transient>{%n} => !stream.timepoint
  %2, %t2 = stream.resource.alloca uninitialized await(%t1) => !stream.resource<transient>{%n} => !stream.timepoint
  util.return %0, %1, %2, %t2 : !stream.resource<transient>, !stream.resource<transient>, !stream.resource<transient>, !stream.timepoint
}

// -----

// The first waits for nothing, so none does.
// CHECK-LABEL: @dealloca_row
util.func private @dealloca_row(%n: index, %a: !stream.resource<transient>, %b: !stream.resource<transient>) -> !stream.timepoint {
  // CHECK-NEXT: %[[T0:.+]] = stream.resource.dealloca %arg1 :
  // CHECK-NEXT: %[[T1:.+]] = stream.resource.dealloca %arg2 :
  // CHECK-NEXT: %[[ALL:.+]] = stream.timepoint.join max(%[[T0]], %[[T1]])
  // CHECK-NEXT: util.return %[[ALL]]
  %0 = stream.resource.dealloca %a : !stream.resource<transient>{%n} => !stream.timepoint
  %1 = stream.resource.dealloca await(%0) => %b : !stream.resource<transient>{%n} => !stream.timepoint
  util.return %1 : !stream.timepoint
}

// -----

// Someone else waits for the first: the order stays.
// CHECK-LABEL: @dealloca_seen
util.func private @dealloca_seen(%n: index, %a: !stream.resource<transient>, %b: !stream.resource<transient>) -> (!stream.timepoint, !stream.timepoint) {
  // CHECK-NEXT: %[[T0:.+]] = stream.resource.dealloca %arg1 :
  // CHECK-NEXT: %[[T1:.+]] = stream.resource.dealloca await(%[[T0]]) => %arg2 :
  // CHECK-NEXT: util.return %[[T0]], %[[T1]]
  %0 = stream.resource.dealloca %a : !stream.resource<transient>{%n} => !stream.timepoint
  %1 = stream.resource.dealloca await(%0) => %b : !stream.resource<transient>{%n} => !stream.timepoint
  util.return %0, %1 : !stream.timepoint, !stream.timepoint
}

// -----

// Of a parameter only what is looked at is loaded.
// CHECK-LABEL: @load_view
// CHECK-SAME: (%[[AT:.+]]: i64, %[[N:.+]]: index, %[[O:.+]]: index, %[[L:.+]]: index)
util.func private @load_view(%at: i64, %n: index, %o: index, %l: index) -> (!stream.resource<constant>, !stream.resource<constant>, !stream.timepoint) {
  // CHECK-NEXT: %[[SHIFT:.+]] = arith.index_cast %[[O]] : index to i64
  // CHECK-NEXT: %[[MOVED:.+]] = arith.addi %[[AT]], %[[SHIFT]] : i64
  // CHECK-NEXT: %[[R:.+]]:2, %[[T:.+]] = stream.parameter.load {
  // CHECK-NEXT:   "w"::"a"[%[[MOVED]]] : !stream.resource<constant>{%[[L]]},
  // CHECK-NEXT:   "w"::"b"[%[[AT]]] : !stream.resource<constant>{%[[N]]}
  // CHECK-NEXT: } => !stream.timepoint
  // CHECK-NEXT: util.return %[[R]]#0, %[[R]]#1, %[[T]]
  %0:2, %t = stream.parameter.load {
    "w"::"a"[%at] : !stream.resource<constant>{%n},
    "w"::"b"[%at] : !stream.resource<constant>{%n}
  } => !stream.timepoint
  %1 = stream.resource.subview %0#0[%o] : !stream.resource<constant>{%n} -> !stream.resource<constant>{%l}
  util.return %1, %0#1, %t : !stream.resource<constant>, !stream.resource<constant>, !stream.timepoint
}

// -----

// All of it is needed elsewhere.
// CHECK-LABEL: @load_both
util.func private @load_both(%at: i64, %n: index, %o: index, %l: index) -> (!stream.resource<constant>, !stream.resource<constant>, !stream.timepoint) {
  // CHECK: "w"::"a"[%arg0] : !stream.resource<constant>{%arg1}
  // CHECK: stream.resource.subview
  %0, %t = stream.parameter.load {
    "w"::"a"[%at] : !stream.resource<constant>{%n}
  } => !stream.timepoint
  %1 = stream.resource.subview %0[%o] : !stream.resource<constant>{%n} -> !stream.resource<constant>{%l}
  util.return %1, %0, %t : !stream.resource<constant>, !stream.resource<constant>, !stream.timepoint
}

// -----

// A cast that only says the size.
// CHECK-LABEL: @size_cast
util.func private @size_cast(%r: !stream.resource<transient>, %n: index) -> (!stream.resource<transient>, index) {
  // CHECK-NEXT: util.return %arg0, %arg1
  %0 = builtin.unrealized_conversion_cast %r, %n : !stream.resource<transient>, index to !stream.resource<transient>
  %1 = stream.resource.size %0 : !stream.resource<transient>
  util.return %0, %1 : !stream.resource<transient>, index
}

// -----

// Written from a view: the place in the resource moves, then that in the file.
// CHECK-LABEL: @write_view
// CHECK-SAME: (%[[R:.+]]: !stream.resource<transient>, %[[N:.+]]: index, %[[O:.+]]: index, %[[L:.+]]: index, %[[K:.+]]: index, %[[AT:.+]]: i64)
util.func private @write_view(%r: !stream.resource<transient>, %n: index, %o: index, %l: index, %k: index, %at: i64) -> !stream.timepoint {
  // CHECK-NEXT: %[[FROM:.+]] = arith.addi %[[O]], %[[K]] : index
  // CHECK-NEXT: %[[SHIFT:.+]] = arith.index_cast %[[O]] : index to i64
  // CHECK-NEXT: %[[TO:.+]] = arith.addi %[[AT]], %[[SHIFT]] : i64
  // CHECK-NEXT: stream.parameter.write %[[R]][%[[FROM]] for %[[L]]] : !stream.resource<transient>{%[[N]]} -> "w"::"a"[%[[TO]]]
  %0 = stream.resource.subview %r[%o] : !stream.resource<transient>{%n} -> !stream.resource<transient>{%l}
  %1 = stream.parameter.write %0[%k for %l] : !stream.resource<transient>{%l} -> "w"::"a"[%at] => !stream.timepoint
  util.return %1 : !stream.timepoint
}
