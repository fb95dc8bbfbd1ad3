// RUN: weirc opt --split-input-file --hal-elide-redundant-commands %s | FileCheck %s

// What is pushed already goes. Of constants, only those at both ends do.

// CHECK-LABEL: @constants
util.func public @constants(%cmd: !hal.command_buffer, %layout: !hal.pipeline_layout, %a: i32, %b: i32, %c: i32) {
  // CHECK: offset(0) values([%[[A:.+]], %[[B:.+]]]) : i32, i32
  hal.command_buffer.push_constants<%cmd : !hal.command_buffer> layout(%layout : !hal.pipeline_layout) offset(0) values([%a, %b]) : i32, i32
  hal.command_buffer.push_constants<%cmd : !hal.command_buffer> layout(%layout : !hal.pipeline_layout) offset(0) values([%a, %b]) : i32, i32
  // CHECK-NEXT: hal.command_buffer.push_constants<{{.+}} offset(1) values([%[[C:.+]]]) : i32
  hal.command_buffer.push_constants<%cmd : !hal.command_buffer> layout(%layout : !hal.pipeline_layout) offset(0) values([%a, %c]) : i32, i32
  // CHECK-NEXT: util.return
  util.return
}

// -----

// CHECK-LABEL: @bindings
util.func public @bindings(%cmd: !hal.command_buffer, %layout: !hal.pipeline_layout, %x: !hal.buffer, %y: !hal.buffer) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  // CHECK: hal.command_buffer.push_descriptor_set
  // CHECK-NEXT: %c0 = (%arg2 : !hal.buffer)[%c0, %c8],
  // CHECK-NEXT: %c1 = (%arg3 : !hal.buffer)[%c0, %c8]
  hal.command_buffer.push_descriptor_set<%cmd : !hal.command_buffer> layout(%layout : !hal.pipeline_layout)[%c0] bindings([
    %c0 = (%x : !hal.buffer)[%c0, %c8],
    %c1 = (%y : !hal.buffer)[%c0, %c8]
  ])
  // CHECK: hal.command_buffer.push_descriptor_set
  // CHECK-NEXT: %c0 = (%arg2 : !hal.buffer)[%c0, %c8],
  // CHECK-NEXT: %c1 = (%arg3 : !hal.buffer)[%c8, %c8]
  // CHECK-NEXT: ])
  hal.command_buffer.push_descriptor_set<%cmd : !hal.command_buffer> layout(%layout : !hal.pipeline_layout)[%c0] bindings([
    %c0 = (%x : !hal.buffer)[%c0, %c8],
    %c1 = (%y : !hal.buffer)[%c8, %c8]
  ])
  // CHECK-NEXT: util.return
  hal.command_buffer.push_descriptor_set<%cmd : !hal.command_buffer> layout(%layout : !hal.pipeline_layout)[%c0] bindings([
    %c0 = (%x : !hal.buffer)[%c0, %c8]
  ])
  util.return
}

// -----

// CHECK-LABEL: @barriers
util.func public @barriers(%cmd: !hal.command_buffer, %x: !hal.buffer, %n: index, %v: i32) {
  // CHECK: hal.command_buffer.execution_barrier
  // CHECK-NEXT: hal.command_buffer.fill_buffer
  // CHECK-NEXT: hal.command_buffer.execution_barrier
  // CHECK-NEXT: util.return
  hal.command_buffer.execution_barrier<%cmd : !hal.command_buffer> source(CommandIssue) target(CommandProcess) flags("None")
  hal.command_buffer.execution_barrier<%cmd : !hal.command_buffer> source(CommandIssue) target(CommandProcess) flags("None")
  hal.command_buffer.fill_buffer<%cmd : !hal.command_buffer> target(%x : !hal.buffer)[%n, %n] pattern(%v : i32)
  hal.command_buffer.execution_barrier<%cmd : !hal.command_buffer> source(CommandIssue) target(CommandProcess) flags("None")
  util.return
}

// A weaker barrier adds nothing to a stronger one; a stronger one does.

// CHECK-LABEL: @weaker
util.func public @weaker(%cmd: !hal.command_buffer) {
  // CHECK: source("Dispatch|Transfer") target("Dispatch|Transfer")
  // CHECK-NEXT: source("Dispatch|CommandRetire") target(Dispatch)
  // CHECK-NEXT: util.return
  hal.command_buffer.execution_barrier<%cmd : !hal.command_buffer> source("Dispatch|Transfer") target("Dispatch|Transfer") flags("None")
  hal.command_buffer.execution_barrier<%cmd : !hal.command_buffer> source(Dispatch) target(Transfer) flags("None")
  hal.command_buffer.execution_barrier<%cmd : !hal.command_buffer> source("Dispatch|CommandRetire") target(Dispatch) flags("None")
  util.return
}

// -----

// Another function may have pushed something else.
util.func private @other(!hal.command_buffer)
// CHECK-LABEL: @unknown
util.func public @unknown(%cmd: !hal.command_buffer, %layout: !hal.pipeline_layout, %a: i32) {
  // CHECK: hal.command_buffer.push_constants
  hal.command_buffer.push_constants<%cmd : !hal.command_buffer> layout(%layout : !hal.pipeline_layout) offset(0) values([%a]) : i32
  util.call @other(%cmd) : (!hal.command_buffer) -> ()
  // CHECK: hal.command_buffer.push_constants
  hal.command_buffer.push_constants<%cmd : !hal.command_buffer> layout(%layout : !hal.pipeline_layout) offset(0) values([%a]) : i32
  util.return
}
