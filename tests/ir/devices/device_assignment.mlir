// RUN: weirc opt --mlir-print-local-scope --hal-device-assignment-pipeline %s | FileCheck %s
// RUN: weirc opt --mlir-print-local-scope --hal-device-assignment-pipeline --hal-device-assignment-pipeline %s | FileCheck %s

// CHECK: module attributes {stream.affinity.default = #hal.device.affinity<@a>}
// CHECK-NEXT: util.global private @a = #hal.device.target<"local", [#hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">]> : !hal.device
// CHECK-NEXT: util.global private @t {stream.affinity = #hal.device.affinity<@a>} : tensor<4xf32>
module attributes {hal.device.targets = {a = #hal.device.alias<"local"> : !hal.device}} {
  util.global private @t {stream.affinity = #hal.device.promise<@a>} : tensor<4xf32>
}
