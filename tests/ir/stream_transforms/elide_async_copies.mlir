// RUN: weirc opt --split-input-file --iree-stream-elide-async-copies %s | FileCheck %s

// The copy that is made last takes the source itself.

// CHECK-LABEL: @last
util.func private @last(%size: index) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  // CHECK: %[[SPLAT:.+]] = stream.async.splat
  %0 = stream.async.splat %c1 : i32 -> !stream.resource<*>{%size}
  // CHECK: %[[CLONE:.+]] = stream.async.clone %[[SPLAT]]
  %1 = stream.async.clone %0 : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  // CHECK: stream.async.fill %{{.+}}, %[[CLONE]]
  %2 = stream.async.fill %c1, %1[%c0 to %size for %size] : i32 -> %1 as !stream.resource<*>{%size}
  // CHECK-NOT: stream.async.clone
  %3 = stream.async.clone %0 : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  // CHECK: stream.async.fill %{{.+}}, %[[SPLAT]]
  %4 = stream.async.fill %c1, %3[%c0 to %size for %size] : i32 -> %3 as !stream.resource<*>{%size}
  util.return %2, %4 : !stream.resource<*>, !stream.resource<*>
}

// -----

// All callers hand over what they do not use again.

// CHECK-LABEL: @caller
util.func public @caller(%size: index) -> !stream.resource<*> {
  %c1 = arith.constant 1 : i32
  %0 = stream.async.splat %c1 : i32 -> !stream.resource<*>{%size}
  %1 = util.call @moved(%0, %size) : (!stream.resource<*>, index) -> !stream.resource<*>
  util.return %1 : !stream.resource<*>
}
// CHECK: @moved(%[[ARG:.+]]: !stream.resource<*>
util.func private @moved(%arg0: !stream.resource<*>, %size: index) -> !stream.resource<*> {
  // CHECK-NOT: stream.async.clone
  %0 = stream.async.clone %arg0 : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  // CHECK: util.return %[[ARG]]
  util.return %0 : !stream.resource<*>
}

// -----

// Nobody knows what callers of a public function do with the argument.

// CHECK-LABEL: @public
util.func public @public(%arg0: !stream.resource<*>, %size: index) -> !stream.resource<*> {
  // CHECK: stream.async.clone
  %0 = stream.async.clone %arg0 : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}

// -----

// A slice that is only read is read from its source.

// CHECK-LABEL: @slice
// CHECK-SAME: (%[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index)
util.func private @slice(%arg0: !stream.resource<*>, %size: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  // CHECK-NOT: stream.async.slice
  %0 = stream.async.slice %arg0[%c64 to %c128] : !stream.resource<*>{%size} -> !stream.resource<*>{%c64}
  // CHECK: stream.async.dispatch @ex::@f(%[[ARG]][%c64 to %{{[a-z0-9_]+}} for %c64]) : (!stream.resource<*>{%[[SIZE]]})
  %1 = stream.async.dispatch @ex::@f(%0[%c0 to %c64 for %c64]) : (!stream.resource<*>{%c64}) -> !stream.resource<*>{%c64}
  util.return %1 : !stream.resource<*>
}
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module { func.func @f() { return } }
}

// -----

// What a loop begins with is used behind it: no iteration may overwrite it.

// CHECK-LABEL: @loop
// CHECK-SAME: (%[[SIZE:.+]]: index, %{{.+}}: index)
util.func private @loop(%size: index, %n: index) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %v = arith.constant 3 : i32
  // CHECK: %[[INIT:.+]] = stream.async.splat
  %init = stream.async.splat %v : i32 -> !stream.resource<*>{%size}
  // CHECK: scf.for {{.+}} iter_args(%[[ARG:.+]] = %[[INIT]])
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%arg = %init) -> (!stream.resource<*>) {
    // CHECK: %[[CLONE:.+]] = stream.async.clone %[[ARG]]
    %0 = stream.async.clone %arg : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
    // CHECK: stream.async.fill %{{.+}}, %[[CLONE]]
    %1 = stream.async.fill %v, %0[%c0 to %size for %size] : i32 -> %0 as !stream.resource<*>{%size}
    scf.yield %1 : !stream.resource<*>
  }
  util.return %r, %init : !stream.resource<*>, !stream.resource<*>
}

// -----

// The copy stays as long as one of the choices has another user.

// CHECK-LABEL: @choice_seen
util.func private @choice_seen(%c: i1, %n: index, %v: i32) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %a = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %b = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %x = arith.select %c, %a, %b : !stream.resource<*>
  // CHECK: stream.async.clone
  %copy = stream.async.clone %x : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  %y = stream.async.fill %v, %copy[%c0 to %c4 for %c4] : i32 -> %copy as !stream.resource<*>{%n}
  util.return %y, %a : !stream.resource<*>, !stream.resource<*>
}

// CHECK-LABEL: @choice_alone
util.func private @choice_alone(%c: i1, %n: index, %v: i32) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %a = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %x = scf.if %c -> !stream.resource<*> {
    scf.yield %a : !stream.resource<*>
  } else {
    %b = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
    scf.yield %b : !stream.resource<*>
  }
  %z = util.optimization_barrier %x : !stream.resource<*>
  // CHECK-NOT: stream.async.clone
  %copy = stream.async.clone %z : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  %y = stream.async.fill %v, %copy[%c0 to %c4 for %c4] : i32 -> %copy as !stream.resource<*>{%n}
  // CHECK: util.return
  util.return %y : !stream.resource<*>
}

// -----

// What reads the source may still be at it when the copy is overwritten, where
// the two are not of one execution region: a loop, a call and another device.

util.func private @reader(!stream.resource<*>)

// CHECK-LABEL: @read_in_loop
util.func private @read_in_loop(%count: index, %n: index, %v: i32) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %a = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %s = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %r = scf.for %i = %c0 to %count step %c1 iter_args(%x = %s) -> !stream.resource<*> {
    %d = stream.async.dispatch @ex::@f(%a[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> !stream.resource<*>{%n}
    scf.yield %d : !stream.resource<*>
  }
  // CHECK: stream.async.clone
  %copy = stream.async.clone %a : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  %y = stream.async.fill %v, %copy[%c0 to %c4 for %c4] : i32 -> %copy as !stream.resource<*>{%n}
  util.return %r, %y : !stream.resource<*>, !stream.resource<*>
}

// CHECK-LABEL: @read_by_callee
util.func private @read_by_callee(%n: index, %v: i32) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %a = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  util.call @reader(%a) : (!stream.resource<*>) -> ()
  // CHECK: stream.async.clone
  %copy = stream.async.clone %a : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  %y = stream.async.fill %v, %copy[%c0 to %c4 for %c4] : i32 -> %copy as !stream.resource<*>{%n}
  util.return %y : !stream.resource<*>
}

// CHECK-LABEL: @read_elsewhere
util.func private @read_elsewhere(%n: index, %v: i32) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %a = stream.async.splat on(#hal.device.affinity<@b>) %v : i32 -> !stream.resource<*>{%n}
  %d = stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@f(%a[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> !stream.resource<*>{%n}
  // CHECK: stream.async.clone
  %copy = stream.async.clone on(#hal.device.affinity<@b>) %a : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  %y = stream.async.fill on(#hal.device.affinity<@b>) %v, %copy[%c0 to %c4 for %c4] : i32 -> %copy as !stream.resource<*>{%n}
  util.return %d, %y : !stream.resource<*>, !stream.resource<*>
}

// CHECK-LABEL: @read_before
util.func private @read_before(%n: index, %v: i32) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %a = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %d = stream.async.dispatch @ex::@f(%a[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> !stream.resource<*>{%n}
  // CHECK-NOT: stream.async.clone
  %c4 = arith.constant 4 : index
  %copy = stream.async.clone %a : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  %y = stream.async.fill %v, %copy[%c0 to %c4 for %c4] : i32 -> %copy as !stream.resource<*>{%n}
  // CHECK: util.return
  util.return %d, %y : !stream.resource<*>, !stream.resource<*>
}

// -----

// A callee that gets another name of what the caller still has gets no value of
// its own.

// CHECK-LABEL: @named_callee
util.func private @named_callee(%a: !stream.resource<*>, %n: index, %v: i32) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  // CHECK: stream.async.clone
  %copy = stream.async.clone %a : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  %y = stream.async.fill %v, %copy[%c0 to %c4 for %c4] : i32 -> %copy as !stream.resource<*>{%n}
  util.return %y : !stream.resource<*>
}
util.func public @named_caller(%n: index, %v: i32) -> (!stream.resource<*>, !stream.resource<*>) {
  %a = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %b = util.optimization_barrier %a : !stream.resource<*>
  %r = util.call @named_callee(%b, %n, %v) : (!stream.resource<*>, index, i32) -> !stream.resource<*>
  util.return %r, %a : !stream.resource<*>, !stream.resource<*>
}

// CHECK-LABEL: @alone_callee
util.func private @alone_callee(%a: !stream.resource<*>, %n: index, %v: i32) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  // CHECK-NOT: stream.async.clone
  %copy = stream.async.clone %a : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  %y = stream.async.fill %v, %copy[%c0 to %c4 for %c4] : i32 -> %copy as !stream.resource<*>{%n}
  // CHECK: util.return
  util.return %y : !stream.resource<*>
}
util.func public @alone_caller(%n: index, %v: i32) -> !stream.resource<*> {
  %a = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %b = util.optimization_barrier %a : !stream.resource<*>
  %r = util.call @alone_callee(%b, %n, %v) : (!stream.resource<*>, index, i32) -> !stream.resource<*>
  util.return %r : !stream.resource<*>
}

// -----

// The copy of another name of what is read later stays.

// CHECK-LABEL: @copy_of_renamed
util.func private @copy_of_renamed(%size: index, %end: index) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %byte = arith.constant 7 : i8
  %made = stream.async.alloca : !stream.resource<external>{%size}
  // CHECK: %[[NAME:.+]] = stream.async.transfer
  %name = stream.async.transfer %made : !stream.resource<external>{%size} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%size}
  // CHECK: stream.async.clone %[[NAME]]
  %copy = stream.async.clone %name : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  %0 = stream.async.fill %byte, %copy[%c0 to %end for %end] : i8 -> %copy as !stream.resource<*>{%size}
  %1 = stream.async.transfer %made : !stream.resource<external>{%size} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@b>) !stream.resource<*>{%size}
  util.return %0, %1 : !stream.resource<*>, !stream.resource<*>
}

// -----

// CHECK-LABEL: @copy_of_renamed_once
util.func private @copy_of_renamed_once(%size: index, %end: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %byte = arith.constant 7 : i8
  %made = stream.async.alloca : !stream.resource<external>{%size}
  %name = stream.async.transfer %made : !stream.resource<external>{%size} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%size}
  // CHECK-NOT: stream.async.clone
  %copy = stream.async.clone %name : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  %0 = stream.async.fill %byte, %copy[%c0 to %end for %end] : i8 -> %copy as !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}

// -----

// What a call takes twice, or is used by something else, too, is not the
// callee's.

// CHECK-LABEL: @overwrites
util.func private @overwrites(%r: !stream.resource<*>, %o: !stream.resource<*>, %size: index, %end: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %byte = arith.constant 7 : i8
  // CHECK: stream.async.clone
  %copy = stream.async.clone %r : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  %0 = stream.async.fill %byte, %copy[%c0 to %end for %end] : i8 -> %copy as !stream.resource<*>{%size}
  %1 = stream.async.update %o, %0[%c0 to %size] : !stream.resource<*>{%size} -> %0 as !stream.resource<*>{%size}
  util.return %1 : !stream.resource<*>
}
util.func public @twice(%size: index, %end: index, %v: i8) -> !stream.resource<*> {
  %a = stream.async.splat %v : i8 -> !stream.resource<*>{%size}
  %0 = util.call @overwrites(%a, %a, %size, %end) : (!stream.resource<*>, !stream.resource<*>, index, index) -> !stream.resource<*>
  util.return %0 : !stream.resource<*>
}

// -----

// CHECK-LABEL: @first_of_two
util.func private @first_of_two(%r: !stream.resource<*>, %size: index, %end: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %byte = arith.constant 7 : i8
  // CHECK: stream.async.clone
  %copy = stream.async.clone %r : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  %0 = stream.async.fill %byte, %copy[%c0 to %end for %end] : i8 -> %copy as !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}
util.func private @reads(%r: !stream.resource<*>)
util.func public @two_calls(%size: index, %end: index, %v: i8) -> !stream.resource<*> {
  %a = stream.async.splat %v : i8 -> !stream.resource<*>{%size}
  %0 = util.call @first_of_two(%a, %size, %end) : (!stream.resource<*>, index, index) -> !stream.resource<*>
  util.call @reads(%a) : (!stream.resource<*>) -> ()
  util.return %0 : !stream.resource<*>
}

// -----

// CHECK-LABEL: @named_later
util.func private @named_later(%r: !stream.resource<*>, %size: index, %end: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %byte = arith.constant 7 : i8
  // CHECK: stream.async.clone
  %copy = stream.async.clone %r : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  %0 = stream.async.fill %byte, %copy[%c0 to %end for %end] : i8 -> %copy as !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}
util.func public @hands_on(%size: index, %end: index, %v: i8) -> (!stream.resource<*>, !stream.resource<*>) {
  %a = stream.async.splat %v : i8 -> !stream.resource<*>{%size}
  %b = util.optimization_barrier %a : !stream.resource<*>
  %0 = util.call @named_later(%a, %size, %end) : (!stream.resource<*>, index, index) -> !stream.resource<*>
  util.return %0, %b : !stream.resource<*>, !stream.resource<*>
}

// -----

// CHECK-LABEL: @read_before
util.func private @read_before(%r: !stream.resource<*>, %size: index, %end: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %byte = arith.constant 7 : i8
  // CHECK: stream.async.clone
  %copy = stream.async.clone %r : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  %0 = stream.async.fill %byte, %copy[%c0 to %end for %end] : i8 -> %copy as !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}
util.func public @still_reads(%size: index, %end: index, %v: i8) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %a = stream.async.splat %v : i8 -> !stream.resource<*>{%size}
  %b = stream.async.dispatch @ex::@f(%a[%c0 to %size for %size]) : (!stream.resource<*>{%size}) -> !stream.resource<*>{%size}
  %0 = util.call @read_before(%a, %size, %end) : (!stream.resource<*>, index, index) -> !stream.resource<*>
  util.return %0, %b : !stream.resource<*>, !stream.resource<*>
}

// -----

// CHECK-LABEL: @given_once
util.func private @given_once(%r: !stream.resource<*>, %size: index, %end: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %byte = arith.constant 7 : i8
  // CHECK-NOT: stream.async.clone
  %copy = stream.async.clone %r : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  %0 = stream.async.fill %byte, %copy[%c0 to %end for %end] : i8 -> %copy as !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}
util.func public @gives(%size: index, %end: index, %v: i8) -> !stream.resource<*> {
  %a = stream.async.splat %v : i8 -> !stream.resource<*>{%size}
  %0 = util.call @given_once(%a, %size, %end) : (!stream.resource<*>, index, index) -> !stream.resource<*>
  util.return %0 : !stream.resource<*>
}

// -----

// A clone of a value that is read under another name later stays.

// CHECK-LABEL: @renamed_before
util.func private @renamed_before(%v: i8, %size: index, %end: index) -> (!stream.resource<*>, !stream.resource<external>) {
  %c0 = arith.constant 0 : index
  %a = stream.async.splat on(#hal.device.promise<@a>) %v : i8 -> !stream.resource<*>{%size}
  %name = stream.async.transfer %a : !stream.resource<*>{%size} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<external>{%size}
  // CHECK: stream.async.clone
  %copy = stream.async.clone on(#hal.device.promise<@a>) %a : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  %0 = stream.async.fill on(#hal.device.promise<@a>) %v, %copy[%c0 to %end for %end] : i8 -> %copy as !stream.resource<*>{%size}
  util.return %0, %name : !stream.resource<*>, !stream.resource<external>
}
