// RUN: weirc opt --split-input-file --iree-stream-materialize-copy-on-write %s | FileCheck %s

// An argument may be used by the caller: it is copied at the affinity of the op.

// CHECK-LABEL: @argument
// CHECK-SAME: (%[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index)
util.func private @argument(%arg0: !stream.resource<*>, %size: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  // CHECK: %[[COPY:.+]] = stream.async.clone on(#hal.device.affinity<@d>) %[[ARG]]
  // CHECK: stream.async.fill on(#hal.device.affinity<@d>) %{{.+}}, %[[COPY]]
  %0 = stream.async.fill on(#hal.device.affinity<@d>) %c1, %arg0[%c0 to %size for %size] : i32 -> %arg0 as !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}

// -----

// Nobody else uses the splat: it is overwritten as it is.

// CHECK-LABEL: @own
util.func private @own(%size: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  %0 = stream.async.splat %c1 : i32 -> !stream.resource<*>{%size}
  // CHECK-NOT: stream.async.clone
  %1 = stream.async.fill %c1, %0[%c0 to %size for %size] : i32 -> %0 as !stream.resource<*>{%size}
  util.return %1 : !stream.resource<*>
}

// -----

// A choice is one of what it was given, which others may still see.

// CHECK-LABEL: @choice
util.func private @choice(%c: i1, %n: index, %v: i32) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %a = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %b = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  // CHECK: %[[CHOICE:.+]] = arith.select
  %x = arith.select %c, %a, %b : !stream.resource<*>
  // CHECK: %[[COPY:.+]] = stream.async.clone %[[CHOICE]]
  // CHECK: stream.async.fill %{{.+}}, %[[COPY]][
  %y = stream.async.fill %v, %x[%c0 to %c4 for %c4] : i32 -> %x as !stream.resource<*>{%n}
  util.return %y, %a : !stream.resource<*>, !stream.resource<*>
}

// CHECK-LABEL: @branches
util.func private @branches(%c: i1, %n: index, %v: i32) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %a = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  // CHECK: %[[CHOSEN:.+]] = scf.if
  %x = scf.if %c -> !stream.resource<*> {
    scf.yield %a : !stream.resource<*>
  } else {
    %b = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
    scf.yield %b : !stream.resource<*>
  }
  // CHECK: %[[COPY:.+]] = stream.async.clone %[[CHOSEN]]
  // CHECK: stream.async.fill %{{.+}}, %[[COPY]][
  %y = stream.async.fill %v, %x[%c0 to %c4 for %c4] : i32 -> %x as !stream.resource<*>{%n}
  util.return %y, %a : !stream.resource<*>, !stream.resource<*>
}

// -----

// A transfer from a place to itself is another name of its source, which has
// another reader here.

// CHECK-LABEL: @renamed
util.func private @renamed(%size: index, %end: index) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %byte = arith.constant 7 : i8
  %made = stream.async.alloca : !stream.resource<external>{%size}
  // CHECK: %[[NAME:.+]] = stream.async.transfer %{{.+}} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>)
  %name = stream.async.transfer %made : !stream.resource<external>{%size} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%size}
  // CHECK: %[[COPY:.+]] = stream.async.clone %[[NAME]]
  // CHECK: stream.async.fill %{{.+}}, %[[COPY]]
  %0 = stream.async.fill %byte, %name[%c0 to %end for %end] : i8 -> %name as !stream.resource<*>{%size}
  %1 = stream.async.transfer %made : !stream.resource<external>{%size} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@b>) !stream.resource<*>{%size}
  util.return %0, %1 : !stream.resource<*>, !stream.resource<*>
}

// -----

// Without another reader, and behind a transfer from elsewhere, it is as if the
// source were written.

// CHECK-LABEL: @renamed_once
util.func private @renamed_once(%size: index, %end: index) -> (!stream.resource<*>, !stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %byte = arith.constant 7 : i8
  // CHECK-NOT: stream.async.clone
  %made = stream.async.alloca : !stream.resource<external>{%size}
  %name = stream.async.transfer %made : !stream.resource<external>{%size} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%size}
  %0 = stream.async.fill %byte, %name[%c0 to %end for %end] : i8 -> %name as !stream.resource<*>{%size}
  %other = stream.async.alloca : !stream.resource<*>{%size}
  %moved = stream.async.transfer %other : !stream.resource<*>{%size} from(#hal.device.promise<@b>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%size}
  %1 = stream.async.fill %byte, %moved[%c0 to %end for %end] : i8 -> %moved as !stream.resource<*>{%size}
  util.return %0, %1, %other : !stream.resource<*>, !stream.resource<*>, !stream.resource<*>
}
