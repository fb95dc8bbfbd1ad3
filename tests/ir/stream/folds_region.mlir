// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

// One argument per resource, also where a result is tied to the second one.
// CHECK-LABEL: @captured_twice
util.func private @captured_twice(%n: index, %a: !stream.resource<*>, %unused: !stream.resource<*>) -> (!stream.resource<*>, !stream.timepoint) {
  // CHECK: %[[R:.+]], %[[T:.+]] = stream.async.execute with(%arg1 as %[[A:.+]]: !stream.resource<*>{%arg0}) -> %arg1{%arg0} {
  // CHECK-NEXT: %[[D:.+]] = stream.async.dispatch @e::@f(%[[A]][{{.+}}], %[[A]][{{.+}}]) : {{.+}} -> %[[A]]{%arg0}
  // CHECK-NEXT: stream.yield %[[D]]
  %c0 = arith.constant 0 : index
  %0, %t = stream.async.execute with(%a as %x: !stream.resource<*>{%n}, %unused as %z: !stream.resource<*>{%n}, %a as %y: !stream.resource<*>{%n}) -> %a as !stream.resource<*>{%n} {
    %1 = stream.async.dispatch @e::@f(%x[%c0 to %n for %n], %y[%c0 to %n for %n]) : (!stream.resource<*>{%n}, !stream.resource<*>{%n}) -> %y{%n}
    stream.yield %1 : !stream.resource<*>{%n}
  } => !stream.timepoint
  util.return %0, %t : !stream.resource<*>, !stream.timepoint
}

// -----

// Results that nobody takes stay: their storage is part of the region.
// CHECK-LABEL: @result_not_taken
util.func private @result_not_taken(%n: index, %v: i32) -> (!stream.resource<*>, !stream.timepoint) {
  // CHECK: %[[R:.+]]:2, %[[T:.+]] = stream.async.execute with() -> (!stream.resource<*>{%arg0}, !stream.resource<*>{%arg0})
  // CHECK: util.return %[[R]]#1, %[[T]]
  %0:2, %t = stream.async.execute with() -> (!stream.resource<*>{%n}, !stream.resource<*>{%n}) {
    %1 = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
    %2 = stream.async.dispatch @e::@f(%1[%n to %n for %n]) : (!stream.resource<*>{%n}) -> !stream.resource<*>{%n}
    stream.yield %1, %2 : !stream.resource<*>{%n}, !stream.resource<*>{%n}
  } => !stream.timepoint
  util.return %0#1, %t : !stream.resource<*>, !stream.timepoint
}
