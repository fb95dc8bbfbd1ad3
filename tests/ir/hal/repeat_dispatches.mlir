// RUN: weirc opt --hal-repeat-dispatches=count=3 %s | FileCheck %s
// RUN: weirc opt --hal-repeat-dispatches %s | FileCheck %s --check-prefix=ONCE
// RUN: not weirc opt --hal-repeat-dispatches=count=x %s 2>&1 | FileCheck %s --check-prefix=WRONG

// WRONG: 'x' is no value of option 'count': it is a whole number

// Each dispatch runs as often as asked for, with a barrier after each but the
// last, which keeps what follows it.

// CHECK-LABEL: @twice
// CHECK-COUNT-2: hal.command_buffer.dispatch<{{.+}} workgroups([%arg2, %arg2, %arg2]) flags("None"){{[[:space:]]+}}hal.command_buffer.execution_barrier<%arg0 : !hal.command_buffer> source("Dispatch|CommandRetire") target("CommandIssue|Dispatch") flags("None")
// CHECK-NEXT: hal.command_buffer.dispatch<{{.+}} workgroups([%arg2, %arg2, %arg2])
// CHECK-NEXT: hal.command_buffer.fill_buffer
// CHECK-NEXT: scf.if
// CHECK-COUNT-3: hal.command_buffer.dispatch<{{.+}} workgroups([%arg2, %arg2, %c1])
// CHECK-NOT: hal.command_buffer.dispatch
// ONCE-LABEL: @twice
// ONCE: hal.command_buffer.dispatch
// ONCE-NEXT: hal.command_buffer.fill_buffer
util.func public @twice(%cmd: !hal.command_buffer, %exe: !hal.executable, %n: index, %b: !hal.buffer, %v: i32, %c: i1) {
  %c1 = arith.constant 1 : index
  hal.command_buffer.dispatch<%cmd : !hal.command_buffer> target(%exe : !hal.executable)[%c1] workgroups([%n, %n, %n]) flags("None")
  hal.command_buffer.fill_buffer<%cmd : !hal.command_buffer> target(%b : !hal.buffer)[%n, %n] pattern(%v : i32)
  scf.if %c {
    hal.command_buffer.dispatch<%cmd : !hal.command_buffer> target(%exe : !hal.executable)[%c1] workgroups([%n, %n, %c1]) flags("None")
  }
  util.return
}
