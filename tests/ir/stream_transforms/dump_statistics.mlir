// RUN: weirc opt --pass-pipeline='builtin.module(iree-stream-dump-statistics{output-format=pretty output-file=-})' %s | FileCheck %s --check-prefix=PRETTY
// RUN: weirc opt --pass-pipeline='builtin.module(iree-stream-dump-statistics{output-format=csv output-file=-})' %s | FileCheck %s --check-prefix=CSV
// RUN: weirc opt --pass-pipeline='builtin.module(iree-stream-dump-statistics{output-format=json output-file=-})' %s | FileCheck %s --check-prefix=JSON
// RUN: weirc opt --pass-pipeline='builtin.module(iree-stream-dump-statistics{output-format=verbose output-file=%t})' %s && FileCheck %s --check-prefix=PRETTY < %t
// RUN: weirc opt --pass-pipeline='builtin.module(iree-stream-dump-statistics{output-format=none output-file=-})' %s | FileCheck %s --check-prefix=NONE
// RUN: not weirc opt --pass-pipeline='builtin.module(iree-stream-dump-statistics{output-format=table})' %s 2>&1 | FileCheck %s --check-prefix=BAD

// PRETTY: // Aggregate Statistics (static, whole-program)
// PRETTY: //   Constants: 1, estimated storage of 8 B (0.00 MiB)
// PRETTY: //   Variables: 1, (TBD) 0 B (0.00 MiB)
// PRETTY: //  D->H Syncs: 1
// PRETTY: // Submissions: 1, using cumulative minimum 1048576 B (1.00 MiB)
// PRETTY: //   DMA Fills: 1
// PRETTY: //  DMA Copies: 1
// PRETTY: // Collectives: 0
// PRETTY: //  Dispatches: 2
// PRETTY: // Async Calls: 0
// PRETTY: // Executables: 1, 50% reuse
// PRETTY: // Constants / Variables
// PRETTY: // Synchronization
// PRETTY: // Streams
// PRETTY: // stream.cmd.execute util.func
// PRETTY: // builtin.module > util.func @run > stream.cmd.execute
// PRETTY: // Executables
// PRETTY: // stream.executable.export @ex::@f
// PRETTY: // builtin.module > stream.executable @ex > builtin.module > func.func @f

// CSV: ; Aggregate Statistics (static, whole-program)
// CSV: "Constants","Constant Size","Variables","Variable Size","Awaits","Submissions","Transient Size","Fills","Copies","Dispatches","Async Calls","Executables"
// CSV-NEXT: 1,8,1,0,1,1,1048576,1,1,2,0,1
// CSV: ; Execution
// CSV: ; builtin.module > util.func @run > stream.cmd.execute
// CSV-NEXT: "Depth","Command","Symbol","Length","Invocations","Workload","Operands","Resources"
// CSV-NEXT: 1,"fill",,64,,,,
// CSV-NEXT: 1,"copy",,0,,,,
// CSV-NEXT: 0,"dispatch","@ex::@f",,12,"3;4;?",1,1
// CSV-NEXT: 0,"dispatch","@ex::@f",,1,"",1,1

// JSON: "stream-aggregate": {
// JSON: "global": {
// JSON-NEXT: "constant-count": 1,
// JSON-NEXT: "constant-size": 8,
// JSON-NEXT: "variable-count": 1,
// JSON-NEXT: "variable-size": 0
// JSON: "await-count": 1
// JSON: "submission-count": 1,
// JSON-NEXT: "transient-memory-size": 1048576,
// JSON-NEXT: "fill-count": 1,
// JSON-NEXT: "copy-count": 1,
// JSON-NEXT: "dispatch-count": 2,
// JSON-NEXT: "call-count": 0
// JSON: "executable-count": 1

// NONE-NOT: Statistics
// NONE: util.func public @run

// BAD: output-format is pretty, verbose, csv, json or none, not table

util.global private @weights : !stream.resource<constant>
util.global private mutable @state : !stream.resource<variable>
util.global private @count : index
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module {
    func.func @f(%x: index, %b: !stream.binding) { return }
  }
}
util.func public @run(%size: index, %n: index) -> !util.buffer {
  %bytes = util.buffer.constant : !util.buffer = dense<[1, 2]> : tensor<2xi32>
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %c5 = arith.constant 5 : i32
  %mib = arith.constant 1048576 : index
  %a, %at = stream.resource.alloca uninitialized : !stream.resource<transient>{%mib} => !stream.timepoint
  %b, %bt = stream.resource.alloca uninitialized : !stream.resource<transient>{%size} => !stream.timepoint
  %both = stream.timepoint.join max(%at, %bt) => !stream.timepoint
  %t = stream.cmd.execute await(%both) => with(%a as %ac: !stream.resource<transient>{%mib}, %b as %bc: !stream.resource<transient>{%size}) {
    stream.cmd.concurrent {
      stream.cmd.fill %c5, %ac[%c0 for %c64] : i32 -> !stream.resource<transient>{%mib}
      stream.cmd.copy %ac[%c64], %bc[%c0], %size : !stream.resource<transient>{%mib} -> !stream.resource<transient>{%size}
    }
    stream.cmd.dispatch @ex::@f[%c3, %c4, %n](%n : index) {
      rw %ac[%c0 for %mib] : !stream.resource<transient>{%mib}
    }
    stream.cmd.dispatch @ex::@f(%n : index) {
      rw %bc[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  %done = stream.timepoint.await %t => %a : !stream.resource<transient>{%mib}
  util.optimization_barrier %done : !stream.resource<transient>
  util.return %bytes : !util.buffer
}
